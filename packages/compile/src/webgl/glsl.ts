/** GLSL, as the fragment shaders of tfjs's webgl backend have it; its macros are WGSL's names of types. */
import type { Language } from '../gpu/language.js';
import { locator, textureRead } from './layout.js';

const TYPES = { i32: 'int', f32: 'float', vec2i: 'ivec2', vec2f: 'vec2', vec4f: 'vec4' };

export const PRELUDE = [
  ...Object.entries(TYPES).map(([name, type]) => `#define ${name} ${type}`),
  'int image = 0;',
].join('\n');

const main = (body: string) => `void main() {\n${body}\n}`;

export const glsl: Language = {
  variable: (type, name, value) => `${type} ${name} = ${value};`,
  array: (type, name, length) => `${type} ${name}[${length}];`,
  constants: (type, name, values) =>
    `const ${type} ${name}[${values.length}] = ${type}[](${values.join(', ')});`,
  loop: (name, from, to, body) => `for (int ${name} = ${from}; ${name} < ${to}; ${name}++) {\n${body}\n}`,
  procedure: (type, name, parameters, body) => `${type} ${name}(${parameters.join(', ')}) {\n${body}\n}`,
  choose: (condition, yes, no) => `(${condition} ? ${yes} : ${no})`,
  read: (i, layout, group) => textureRead(`M${i}`, layout, group),
  readImage: (at, channel, { height }) => `getX(image * ${height} + ${at}.y, ${at}.x, ${channel})`,
  uniform: (name) => name,
  mapMain: (output, body) =>
    main(`
${locator(output)}
vec4 y;
${body}
setOutput(y);`),
  logitsMain: ({ height }) =>
    main(`
ivec3 place = getOutputCoords();
image = place.x / ${height};
setOutput(logits(ivec2(place.y, place.x - image * ${height}), place.z / 4)[place.z % 4]);`),
  // A texel of bytes holds the classes of four pixels of a row.
  maskMain: ({ width }) =>
    main(`
ivec2 texel = ivec2(gl_FragCoord.xy);
vec4 classes = vec4(0);
for (int i = 0; i < 4; i++) {
  ivec2 at = ivec2(texel.x * 4 + i, texel.y);
  if (at.x >= ${width}) break;
  classes[i] = float(classOf(at));
}
outputColor = classes / 255.0;`),
};
