/** WGSL, as the compute shaders of tfjs's webgpu backend have it. Maps are arrays, one group after the other. */
import type { Language } from '../gpu/language.js';

/** 'vec2i at' to 'at: vec2i'. */
const typed = (parameter: string) => parameter.split(' ').reverse().join(': ');
/** There are more threads than elements, where these fill no group. */
const main = (body: string) => `fn main(index: i32) {\nif (index >= uniforms.size) { return; }\n${body}\n}`;

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
  read: (i, { height, width }, group) => `M${i}[((${group}) * ${height} + at.y) * ${width} + at.x]`,
  readImage: (at, channel, { width }, channels) =>
    `f32(X[(${at}.y * ${width} + ${at}.x) * ${channels} + ${channel}])`,
  uniform: (name) => `uniforms.${name}`,
  mapMain: ({ height, width }, body) =>
    main(`
let group = index / ${height * width};
let pixel = index - group * ${height * width};
let at = vec2i(pixel % ${width}, pixel / ${width});
var y: vec4f;
${body}
result[index] = y;`),
  logitsMain: ({ width }, classes) =>
    main(`
let pixel = index / ${classes};
let label = index - pixel * ${classes};
let y = logits(vec2i(pixel % ${width}, pixel / ${width}), label / 4);
result[index] = y[label % 4];`),
  // A word holds the classes of four pixels of a row.
  maskMain: ({ width }) => {
    const words = Math.ceil(width / 4);
    return main(`
let row = index / ${words};
let column = (index - row * ${words}) * 4;
var word = 0;
for (var i = 0; i < min(4, ${width} - column); i++) {
  word |= classOf(vec2i(column + i, row)) << u32(8 * i);
}
result[index] = word;`);
  },
};
