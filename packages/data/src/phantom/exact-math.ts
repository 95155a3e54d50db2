/**
 * Arithmetic whose results are the same bits in every JavaScript engine. `Math.sin`, `Math.pow` and `Math.cbrt` may
 * differ in the last digit from engine to engine; +, -, *, / and Math.sqrt may not.
 */

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** 0 below `low`, 1 above `high`, a cubic in between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

/** The smaller of two signed distances, with the crease rounded over a width of `k`. */
export function smoothMin(a: number, b: number, k: number): number {
  const h = Math.max(k - Math.abs(a - b), 0) / k;
  return Math.min(a, b) - h * h * k * 0.25;
}

/** e^x for |x| below 2; relative error below 1e-10. */
export function exponential(x: number): number {
  let sum = 1;
  for (let n = 18; n > 0; n--) sum = 1 + (x / n) * sum;
  return sum;
}

/** Cosine of an angle given in turns (1 = 360 degrees); error below 1e-6. */
export function cosine(turns: number): number {
  const t = Math.abs(turns - Math.round(turns)); // 0..0.5
  const reflected = t > 0.25 ? 0.5 - t : t;
  const x = (reflected * 6.283185307179586) ** 2;
  const value = 1 - (x / 2) * (1 - (x / 12) * (1 - (x / 30) * (1 - (x / 56) * (1 - x / 90))));
  return t > 0.25 ? -value : value;
}

export function sine(turns: number): number {
  return cosine(turns - 0.25);
}

/** The angle between 0 and 0.5 turns whose cosine is `value`; error below 1e-4 (Abramowitz and Stegun 4.4.45). */
export function arcCosine(value: number): number {
  const x = Math.min(Math.abs(value), 1);
  const angle = Math.sqrt(1 - x) * (1.5707288 + x * (-0.2121144 + x * (0.074261 - 0.0187293 * x)));
  return (value < 0 ? Math.PI - angle : angle) / (2 * Math.PI);
}

/** Cube root of a positive number by Newton's iteration, a fixed number of steps. */
export function cubeRoot(value: number): number {
  let root = value > 1 ? Math.sqrt(value) : 1;
  for (let i = 0; i < 24; i++) root = (2 * root + value / (root * root)) / 3;
  return root;
}

/** A table of [position, value] pairs in rising order, read with cubic blends between its entries. */
export function readProfile(table: readonly (readonly [number, number])[], position: number): number {
  let previous = table[0];
  if (position <= previous[0]) return previous[1];
  for (const entry of table) {
    if (position <= entry[0]) {
      return previous[1] + (entry[1] - previous[1]) * smoothstep(previous[0], entry[0], position);
    }
    previous = entry;
  }
  return previous[1];
}
