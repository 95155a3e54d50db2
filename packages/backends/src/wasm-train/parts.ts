/**
 * How work is cut into tasks for threads: never by how many threads there are, so that results are the same bytes on any
 * number of them.
 */
export type Part = readonly [begin: number, end: number];

/** Numbers that are worth a task, where a task does little with each. */
export const GRAIN = 16384;

/** At most `most` parts of [0, total), of about the same length and at least `grain`; none of nothing. */
export function partsOf(total: number, grain: number, most = 8): Part[] {
  const count = Math.min(most, Math.max(1, Math.floor(total / grain)));
  const edge = (i: number) => Math.floor((i * total) / count);
  return Array.from({ length: total > 0 ? count : 0 }, (_, i) => [edge(i), edge(i + 1)] as const);
}

/** Runs of rows of a batch's images, at least eight where there are so many rows. */
export function imageParts(
  batch: number,
  rows: number,
): Array<{ image: number; begin: number; end: number }> {
  const parts = partsOf(rows, 4, Math.ceil(8 / batch));
  return Array.from({ length: batch }, (_, image) =>
    parts.map(([begin, end]) => ({ image, begin, end })),
  ).flat();
}
