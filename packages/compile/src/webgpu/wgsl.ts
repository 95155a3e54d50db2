/**
 * WGSL. Maps are arrays of four channels an element, one group after the other, all of them in a few large buffers: what
 * a shader reads and writes by `M0`, `M1`, ..., `put`, `putWord` and `X` is defined when their places are known, see
 * `prelude.ts`.
 */
import type { Language } from '../gpu/language.js';

/** Threads that run together; each makes one element. */
export const GROUP = 64;
/** Groups in a row of a dispatch. */
export const ROW = 65535;

/** 'vec2i at' to 'at: vec2i'. */
const typed = (parameter: string) => parameter.split(' ').reverse().join(': ');
/** There are more threads than elements, where these fill no group. */
const main = (count: number, body: string) => `
@compute @workgroup_size(${GROUP})
fn main(@builtin(workgroup_id) block: vec3u, @builtin(local_invocation_index) thread: u32) {
let index = i32((block.y * ${ROW}u + block.x) * ${GROUP}u + thread);
if (index >= ${count}) { return; }
image = i32(block.z);
${body}
}`;

/** A word holds the classes of four pixels of a row. */
const wordsOf = (width: number) => Math.ceil(width / 4);
const word = (width: number) => `
let row = index / ${wordsOf(width)};
let column = (index - row * ${wordsOf(width)}) * 4;
let pixels = min(4, ${width} - column);
var word = 0;
for (var i = 0; i < pixels; i++) {
  word |= classOf(vec2i(column + i, row)) << u32(8 * i);
}
putWord(index, u32(word));`;

export const wgsl: Language = {
  variable: (type, name, value) => `var ${name}: ${type} = ${value};`,
  array: (type, name, length) => `var ${name}: array<${type}, ${length}>;`,
  constants: (type, name, values) =>
    `const ${name} = array<${type}, ${values.length}>(${values.join(', ')});`,
  loop: (name, from, to, body) =>
    `for (var ${name}: i32 = ${from}; ${name} < ${to}; ${name}++) {\n${body}\n}`,
  procedure: (type, name, parameters, body) =>
    `fn ${name}(${parameters.map(typed).join(', ')}) -> ${type} {\n${body}\n}`,
  choose: (condition, yes, no) => `select(${no}, ${yes}, ${condition})`,
  read: (i, { height, width }, group) => `M${i}(((${group}) * ${height} + at.y) * ${width} + at.x)`,
  readImage: (at, channel, { width }, channels) =>
    `X((${at}.y * ${width} + ${at}.x) * ${channels} + ${channel})`,
  uniform: (name) => `uniforms.${name}`,
  mapMain: ({ height, width, groups }, body) =>
    main(
      height * width * groups,
      `
let group = index / ${height * width};
let pixel = index - group * ${height * width};
let at = vec2i(pixel % ${width}, pixel / ${width});
var y: vec4f;
${body}
put(index, y);`,
    ),
  logitsMain: ({ height, width }, classes) =>
    main(
      height * width * classes,
      `
let pixel = index / ${classes};
let label = index - pixel * ${classes};
let y = logits(vec2i(pixel % ${width}, pixel / ${width}), label / 4);
putWord(index, bitcast<u32>(y[label % 4]));`,
    ),
  maskMain: ({ height, width }) => main(height * wordsOf(width), word(width)),
  probabilitiesMain: ({ height, width }, classes) =>
    main(
      height * wordsOf(width),
      `${word(width)}
for (var i = 0; i < pixels; i++) {
  let at = vec2i(column + i, row);
  let label = classOf(at);
  let most = logits(at, label / 4)[label % 4];
  var total = 0.0;
  for (var c = 0; c < ${classes}; c++) { total += exp(logits(at, c / 4)[c % 4] - most); }
  let first = ${height * wordsOf(width)} + (row * ${width} + column + i) * ${classes};
  for (var c = 0; c < ${classes}; c++) {
    putWord(first + c, bitcast<u32>(exp(logits(at, c / 4)[c % 4] - most) / total));
  }
}`,
    ),
};

/** Threads of a run of what a shader makes, for one image. */
export function threadsOf(made: { kind: string; image: { height: number; width: number }; classes: number }) {
  const { height, width } = made.image;
  return made.kind === 'logits' ? height * width * made.classes : height * wordsOf(width);
}

/** Words of 32 bits of a result, for one image; of a mask the first ones. */
export function resultWords(
  kind: 'mask' | 'logits' | 'probabilities',
  { height, width }: { height: number; width: number },
  classes: number,
): { mask: number; all: number } {
  const mask = kind === 'logits' ? 0 : height * wordsOf(width);
  return { mask, all: mask + (kind === 'mask' ? 0 : height * width * classes) };
}
