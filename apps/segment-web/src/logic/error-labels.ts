/** What became of each pixel, against a true mask; as labels that are painted in colors of their own. */

/** Of Okabe and Ito, told apart by those who see colors differently: found, too much, missed. */
export const ERROR_COLORS: readonly [number, number, number][] = [
  [0, 158, 115],
  [230, 159, 0],
  [209, 71, 140],
];

/** 1: found rightly, 2: too much, 3: missed; labels of several classes count as one. */
export function errorLabels(found: Uint8Array, truth: Uint8Array): Uint8Array {
  return found.map((label, index) => (label > 0 ? (truth[index] > 0 ? 1 : 2) : truth[index] > 0 ? 3 : 0));
}
