/** Where to look first in space: the middle of the marks in the slice that has the most of them. */

/**
 * @param shape [slices, rows, columns]; slices go up, rows to the back, columns to the patient's left.
 * @returns Parts of the way from the left, the back and the feet, as niivue counts; undefined where nothing is marked.
 */
export function middleOfMarks(
  labels: Uint8Array,
  [slices, rows, columns]: readonly [number, number, number],
): [number, number, number] | undefined {
  const plane = rows * columns;
  let most = { count: 0, row: 0, column: 0, slice: 0 };
  for (let slice = 0; slice < slices; slice++) {
    const here = { count: 0, row: 0, column: 0, slice };
    for (let at = 0; at < plane; at++) {
      if (labels[slice * plane + at] === 0) continue;
      here.count++;
      here.row += Math.floor(at / columns);
      here.column += at % columns;
    }
    if (here.count > most.count) most = here;
  }
  if (most.count === 0) return undefined;
  const { count, row, column, slice } = most;
  return [1 - (column / count + 0.5) / columns, 1 - (row / count + 0.5) / rows, (slice + 0.5) / slices];
}
