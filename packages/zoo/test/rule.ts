/** The weights, images and cotangents of the goldens, which are defined by a rule instead of being stored. */

/** Role of a parameter in the rule. */
export type Role =
  | 'conv_weight'
  | 'convT_weight'
  | 'linear_weight'
  | 'bias'
  | 'bn_weight'
  | 'running_var'
  | 'bn_bias'
  | 'bn_bias_pos'
  | 'running_mean'
  | 'prelu'
  | 'codewords'
  | 'enc_scale'
  | 'gate';

/** FNV-1a of the UTF-8 bytes. */
export function fnv1a(key: string): number {
  let h = 2166136261;
  for (const byte of new TextEncoder().encode(key)) h = Math.imul(h ^ byte, 16777619);
  return h >>> 0;
}

/** The 32 bits of element i of a key's stream. */
export function bits(start: number, i: number): number {
  let s = (start + Math.imul(i, 0x9e3779b9)) >>> 0;
  s = Math.imul(s ^ (s >>> 16), 0x85ebca6b);
  s = Math.imul(s ^ (s >>> 13), 0xc2b2ae35);
  return (s ^ (s >>> 16)) >>> 0;
}

const VALUES: Record<Role, (u: number, scale: number) => number> = {
  conv_weight: (u, scale) => (2 * u - 1) * scale,
  convT_weight: (u, scale) => (2 * u - 1) * scale,
  linear_weight: (u, scale) => (2 * u - 1) * scale,
  bias: (u) => (2 * u - 1) * 0.1,
  bn_weight: (u) => 0.5 + u,
  running_var: (u) => 0.5 + u,
  bn_bias: (u) => (2 * u - 1) * 0.2,
  bn_bias_pos: (u) => 5 + u,
  running_mean: (u) => (2 * u - 1) * 0.2,
  prelu: (u) => 0.25 * u + 0.1,
  codewords: (u) => 2 * u - 1,
  enc_scale: (u) => -u / 8,
  gate: (u) => 0.5 + u,
};

/** A parameter in PyTorch's layout, row-major. */
export function parameter(key: string, shape: readonly number[], role: Role, fanIn: number, gain: number) {
  const scale = gain * Math.sqrt(3 / fanIn);
  const value = VALUES[role];
  return stream(key, shape, (u) => value(u, scale));
}

/** 4u - 2 over the whole N, C, H, W. */
export function image(shape: readonly number[]): Float32Array {
  return stream('input', shape, (u) => 4 * u - 2);
}

/** 2u - 1, of output k. */
export function cotangent(k: number, shape: readonly number[]): Float32Array {
  return stream(k === 0 ? 'R' : `R${k}`, shape, (u) => 2 * u - 1);
}

function stream(key: string, shape: readonly number[], value: (u: number) => number): Float32Array {
  const start = fnv1a(key);
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = value(bits(start, i) / 2 ** 32);
  return values;
}
