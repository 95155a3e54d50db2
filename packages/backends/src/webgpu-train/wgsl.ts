/** Templates as WGSL. */
import { BLOCK, type SegmentTemplate, type Template } from '../gpu-train/template.js';

/** Of each segment, in the uniforms after the numbers of the template. */
const SEGMENT_FIELDS = ['count', 'size', 'stride', 'over', 'parts', 'base', 'end'] as const;

/** 'partial' leaves sums of parts, which a program of 'final' segments adds up. */
export type Phase = 'whole' | 'partial' | 'final';

export interface Section {
  /** The segment's place among those of the template. */
  readonly segment: number;
  readonly phase: Phase;
  /** The buffer that it writes to, among those that the program writes. */
  readonly slot: number;
}

export const slotsOf = (sections: readonly Section[]): number =>
  Math.max(...sections.map(({ slot }) => slot)) + 1;

/** The inputs that these sections read: a shader sees eight buffers at most. */
export function inputsOf({ inputs, segments }: Template, sections: readonly Section[]): string[] {
  const code = sections.map(({ segment, phase }) => {
    const { reduce, code } = segments[segment];
    return [reduce?.prepare, phase === 'final' ? '' : reduce?.term, phase === 'partial' ? '' : code].join(
      ' ',
    );
  });
  return inputs.filter((name) => code.some((text) => text.includes(`at_${name}(`)));
}

/** How a device likes its work cut. */
export interface Grain {
  /** That run together, a power of two. */
  readonly threads: number;
  /** Indices that a thread makes one after the other, where it sums nothing. */
  readonly turns: number;
}

export function wgsl(template: Template, sections: readonly Section[], grain: Grain): string {
  const { threads } = grain;
  const { integerInputs = [], integers, floats = [] } = template;
  const fields = [
    ...integers.map((name) => `${name}: i32`),
    ...floats.map((name) => `${name}: f32`),
    ...sections.flatMap((_, k) => SEGMENT_FIELDS.map((field) => `${field}_${k}: i32`)),
  ];
  const partials = sections
    .filter(({ phase }) => phase === 'final')
    .map(({ segment }) => `partial_${segment}`);
  const read = [...inputsOf(template, sections), ...partials];
  const slots = slotsOf(sections);
  const typeOf = (name: string) => (integerInputs.includes(name) ? 'i32' : 'f32');
  const most = Math.max(
    0,
    ...sections.map(({ segment, phase }) => (phase === 'final' ? 0 : sumsOf(template, segment))),
  );
  return `
struct Numbers { ${fields.join(', ')} }
${read.map((name, b) => `@group(0) @binding(${b}) var<storage, read> in_${name}: array<${typeOf(name)}>;`).join('\n')}
${Array.from({ length: slots }, (_, k) => `@group(0) @binding(${read.length + k}) var<storage, read_write> out_${k}: array<f32>;`).join('\n')}
@group(0) @binding(${read.length + slots}) var<uniform> u: Numbers;
${most > 0 ? `var<workgroup> red: array<f32, ${threads * most}>;` : ''}
fn pickf(which: bool, a: f32, b: f32) -> f32 { return select(b, a, which); }
fn picki(which: bool, a: i32, b: i32) -> i32 { return select(b, a, which); }
fn inverseRoot(x: f32) -> f32 { return inverseSqrt(x); }
${read.map((name) => `fn at_${name}(index: i32) -> ${typeOf(name)} { return in_${name}[index]; }`).join('\n')}
@compute @workgroup_size(${threads}) fn main(
  @builtin(workgroup_id) place: vec3u, @builtin(num_workgroups) places: vec3u, @builtin(local_invocation_index) thread: u32
) {
  let group = i32(place.y * places.x + place.x);
  let lane = i32(thread);
  ${[...integers, ...floats].map((name) => `let ${name} = u.${name};`).join(' ')}
  ${sections.map((section, k) => sectionText(template, section, k, grain)).join('\n')}
}`;
}

const sumsOf = ({ segments }: Template, segment: number): number => segments[segment].reduce?.sums ?? 0;

function sectionText(
  template: Template,
  { segment, phase, slot }: Section,
  k: number,
  { threads, turns }: Grain,
): string {
  const given = template.segments[segment];
  const begin = k === 0 ? '0' : `u.end_${k - 1}`;
  const inside = `group >= ${begin} && group < u.end_${k}`;
  const { reduce } = given;
  const sums = Array.from({ length: reduce?.sums ?? 0 }, (_, s) => `s${s}`);
  const declared = sums.map((sum) => `var ${sum}: f32 = 0.0;`).join(' ');
  if (!reduce || phase === 'final') {
    const added = sums.map(
      (sum, s) => `${sum} += in_partial_${segment}[(part * ${sums.length} + ${s}) * u.count_${k} + i];`,
    );
    return `if (${inside}) {
    for (var turn: i32 = 0; turn < ${turns}; turn++) {
      let i = ((group - ${begin}) * ${turns} + turn) * ${threads} + lane;
      if (i < u.count_${k}) {
        ${reduce ? `${declared} for (var part: i32 = 0; part < u.parts_${k}; part++) { ${added.join(' ')} }` : ''}
        ${finish(given, k, slot)}
      }
    }
  }`;
  }
  const stored = sums.map((sum, s) => `red[${s * threads} + lane] = ${sum};`).join(' ');
  const halved = sums
    .map((_, s) => `red[${s * threads} + lane] += red[${s * threads} + lane + half];`)
    .join(' ');
  const taken = sums.map((sum, s) => `${sum} = red[${s * threads}];`).join(' ');
  const partial = sums.map(
    (sum, s) => `out_${slot}[(part * ${sums.length} + ${s}) * u.count_${k} + i] = ${sum};`,
  );
  return `if (${inside}) {
    let i = (group - ${begin}) % u.count_${k};
    let part = (group - ${begin}) / u.count_${k};
    ${declared}
    ${sums.map((_, s) => `var block${s}: f32 = 0.0;`).join(' ')}
    { ${translated(reduce.prepare ?? '')}
      var terms: i32 = 0;
      for (var p: i32 = part * ${threads} + lane; p < u.over_${k}; p += u.parts_${k} * ${threads}) {
        ${translated(reduce.term)}
        terms++;
        if (terms == ${BLOCK}) { ${sums.map((sum, s) => `block${s} += ${sum}; ${sum} = 0.0;`).join(' ')} terms = 0; }
      } }
    ${sums.map((sum, s) => `${sum} += block${s};`).join(' ')}
    ${stored}
    for (var half: i32 = ${threads / 2}; half > 0; half = half / 2) {
      workgroupBarrier();
      if (lane < half) { ${halved} }
    }
    if (lane == 0) { ${taken} ${phase === 'partial' ? partial.join(' ') : finish(given, k, slot)} }
  }`;
}

/** The segment's code, and where its values go. */
function finish({ reduce, code, values, interleaved }: SegmentTemplate, k: number, slot: number): string {
  const names = Array.from({ length: values }, (_, v) => `v${v}`);
  const place = (v: number) => (interleaved ? `i * ${values} + ${v}` : `${v} * u.count_${k} + i`);
  const stores = names.map((name, v) => {
    const at = place(v);
    return `out_${slot}[u.base_${k} + ((${at}) / u.size_${k}) * u.stride_${k} + (${at}) % u.size_${k}] = ${name};`;
  });
  return `{ ${names.map((name) => `var ${name}: f32 = 0.0;`).join(' ')} ${translated(reduce?.prepare ?? '')} ${translated(code)} ${stores.join(' ')} }`;
}

function translated(code: string): string {
  return code
    .replace(/\bint (\w+) =/g, 'var $1: i32 =')
    .replace(/\bfloat (\w+) =/g, 'var $1: f32 =')
    .replace(/\bint\(/g, 'i32(')
    .replace(/\bfloat\(/g, 'f32(');
}
