/** Segments of templates as GLSL for tfjs's webgl backend: one number of the result for each fragment. */
import { BLOCK, type SegmentTemplate, type Template } from '../gpu-train/template.js';

/** 'partial' leaves sums of parts, which 'final' adds up. */
export type Phase = 'whole' | 'partial' | 'final';

/** Beside the numbers of the template. */
export const SEGMENT_FIELDS = ['segmentCount', 'segmentOver', 'segmentParts'] as const;

export const PARTIAL = 'partialSums';

export function glsl(template: Template, segment: number, phase: Phase): string {
  const given = template.segments[segment];
  const names = phase === 'final' ? [...template.inputs, PARTIAL] : template.inputs;
  const readers = names.map(
    (name) => `#define at_${name}(index) get${name[0].toUpperCase()}${name.slice(1)}(index)`,
  );
  return `
    ${readers.join('\n')}
    float pickf(bool which, float a, float b) { return which ? a : b; }
    int picki(bool which, int a, int b) { return which ? a : b; }
    float inverseRoot(float x) { return inversesqrt(x); }
    void main() {
      int j = getOutputCoords();
      ${phase === 'partial' ? partial(given) : result(given, phase)}
    }`;
}

const sumsOf = ({ reduce }: SegmentTemplate) => Array.from({ length: reduce?.sums ?? 0 }, (_, s) => `s${s}`);

/** Adds up the terms of `loop`, in blocks. */
function blocks(given: SegmentTemplate, loop: string): string {
  const sums = sumsOf(given);
  return `${sums.map((_, s) => `float block${s} = 0.0;`).join(' ')}
    int terms = 0;
    for (${loop}) {
      ${given.reduce?.term}
      terms++;
      if (terms == ${BLOCK}) { ${sums.map((sum, s) => `block${s} += ${sum}; ${sum} = 0.0;`).join(' ')} terms = 0; }
    }
    ${sums.map((sum, s) => `${sum} += block${s};`).join(' ')}`;
}

const chosen = (names: string[], which: string) =>
  names
    .slice(1)
    .map((name, k) => `if (${which} == ${k + 1}) { result = ${name}; }`)
    .join(' ');

/** [parts, sums, count] */
function partial(given: SegmentTemplate): string {
  const sums = sumsOf(given);
  return `int i = j % segmentCount;
    int which = (j / segmentCount) % ${sums.length};
    int part = j / (segmentCount * ${sums.length});
    ${sums.map((sum) => `float ${sum} = 0.0;`).join(' ')}
    ${given.reduce?.prepare ?? ''}
    ${blocks(given, 'int p = part; p < segmentOver; p += segmentParts')}
    float result = s0;
    ${chosen(sums, 'which')}
    setOutput(result);`;
}

function result(given: SegmentTemplate, phase: Phase): string {
  const { values, interleaved, reduce, code } = given;
  const sums = sumsOf(given);
  const names = Array.from({ length: values }, (_, v) => `v${v}`);
  const added = sums.map(
    (sum, s) => `${sum} += at_${PARTIAL}((part * ${sums.length} + ${s}) * segmentCount + i);`,
  );
  const summed =
    phase === 'final'
      ? `for (int part = 0; part < segmentParts; part++) { ${added.join(' ')} }`
      : blocks(given, 'int p = 0; p < segmentOver; p++');
  return `int i = ${interleaved ? `j / ${values}` : 'j % segmentCount'};
    int which = ${interleaved ? `j % ${values}` : 'j / segmentCount'};
    ${sums.map((sum) => `float ${sum} = 0.0;`).join(' ')}
    ${names.map((name) => `float ${name} = 0.0;`).join(' ')}
    ${reduce?.prepare ?? ''}
    ${reduce ? summed : ''}
    { ${code} }
    float result = v0;
    ${chosen(names, 'which')}
    setOutput(result);`;
}
