/** Initial weights by the million: a counter mixed to 32 random bits, one number independent of the others. */

const GOLDEN_RATIO = 0x9e3779b9;

/** FNV-1a: a start of its own for each name. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The finalizer of MurmurHash3. */
function mix(state: number): number {
  let s = state;
  s = Math.imul(s ^ (s >>> 16), 0x85ebca6b);
  s = Math.imul(s ^ (s >>> 13), 0xc2b2ae35);
  return (s ^ (s >>> 16)) >>> 0;
}

/** `count` numbers from [-limit, limit), the same for the same name and seed. */
export function uniform(count: number, limit: number, name: string, seed: number): Float32Array {
  const start = mix(hash(name) + Math.imul(seed, GOLDEN_RATIO));
  const values = new Float32Array(count);
  const scale = limit / 2 ** 31;
  for (let i = 0; i < count; i++) values[i] = mix(start + Math.imul(i, GOLDEN_RATIO)) * scale - limit;
  return values;
}

/** `count` numbers of the normal distribution with this deviation (Box and Muller's method, two at a time). */
export function normal(count: number, deviation: number, name: string, seed: number): Float32Array {
  const start = mix(hash(name) + Math.imul(seed, GOLDEN_RATIO));
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    // In (0, 1], as its logarithm is taken.
    const first = (mix(start + Math.imul(i, GOLDEN_RATIO)) + 1) / 2 ** 32;
    const angle = (2 * Math.PI * mix(start + Math.imul(i + 1, GOLDEN_RATIO))) / 2 ** 32;
    const radius = deviation * Math.sqrt(-2 * Math.log(first));
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
