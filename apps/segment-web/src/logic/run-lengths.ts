/** Masks as runs of equal labels: what is kept in the browser is a thousandth of the pixels. */

/** [label, length, label, length, ...] */
export function encodeRuns(mask: Uint8Array): Uint32Array {
  const runs: number[] = [];
  for (let start = 0, at = 1; at <= mask.length; at++) {
    if (at < mask.length && mask[at] === mask[start]) continue;
    runs.push(mask[start], at - start);
    start = at;
  }
  return Uint32Array.from(runs);
}

/** Undefined where the runs do not add up to `length`: kept by another version, or damaged. */
export function decodeRuns(runs: Uint32Array, length: number): Uint8Array | undefined {
  const mask = new Uint8Array(length);
  let at = 0;
  for (let run = 0; run + 1 < runs.length; run += 2) {
    if (at + runs[run + 1] > length) return undefined;
    mask.fill(runs[run], at, at + runs[run + 1]);
    at += runs[run + 1];
  }
  return at === length ? mask : undefined;
}
