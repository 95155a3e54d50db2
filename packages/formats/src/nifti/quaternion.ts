/** Matrices of three rows of three, row by row. */
type Matrix = number[];

/**
 * The rotation that is nearest to a matrix of unit columns (its polar factor, found by averaging with the inverse of
 * the transpose until nothing changes), as a NIfTI header has it: quaternion b, c, d, and the handedness that pixdim[0]
 * holds. A matrix of perpendicular columns is its own.
 *
 * @param matrix three rows of four, as in an sform
 */
export function nearestQuaternion(matrix: number[]): { quaternion: number[]; handedness: 1 | -1 } {
  const columns = [0, 1, 2].map((axis) => {
    const column = [matrix[axis], matrix[4 + axis], matrix[8 + axis]];
    const length = Math.hypot(...column);
    return column.map((value) => value / length);
  });
  const handedness = determinant(fromColumns(columns)) < 0 ? -1 : 1;
  const rotation = polarFactor(
    fromColumns([columns[0], columns[1], columns[2].map((value) => value * handedness)]),
  );
  return { quaternion: quaternionOf(rotation), handedness };
}

const fromColumns = (columns: number[][]): Matrix =>
  [0, 1, 2].flatMap((row) => columns.map((column) => column[row]));

function determinant([a, b, c, d, e, f, g, h, i]: Matrix): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

function polarFactor(matrix: Matrix): Matrix {
  let current = matrix;
  for (let round = 0; round < 60; round++) {
    const [a, b, c, d, e, f, g, h, i] = current;
    const size = determinant(current);
    // Of axes in one plane there is no rotation; the volume was refused before.
    if (!(Math.abs(size) > 1e-12)) return current;
    const inverseTransposed = [
      e * i - f * h,
      f * g - d * i,
      d * h - e * g,
      c * h - b * i,
      a * i - c * g,
      b * g - a * h,
      b * f - c * e,
      c * d - a * f,
      a * e - b * d,
    ].map((value) => value / size);
    const next = current.map((value, at) => (value + inverseTransposed[at]) / 2);
    const change = Math.max(...next.map((value, at) => Math.abs(value - current[at])));
    current = next;
    if (change < 1e-15) break;
  }
  return current;
}

/** The largest component is found from the diagonal, the others from it: no division by a small number. */
function quaternionOf([r11, r12, r13, r21, r22, r23, r31, r32, r33]: Matrix): number[] {
  const squares = [r11 + r22 + r33, r11 - r22 - r33, r22 - r11 - r33, r33 - r11 - r22].map((value) =>
    Math.max(0, 1 + value),
  );
  const largest = squares.indexOf(Math.max(...squares));
  const root = Math.sqrt(squares[largest]) / 2;
  const products = [
    [4 * root * root, r32 - r23, r13 - r31, r21 - r12],
    [r32 - r23, 4 * root * root, r12 + r21, r13 + r31],
    [r13 - r31, r12 + r21, 4 * root * root, r23 + r32],
    [r21 - r12, r13 + r31, r23 + r32, 4 * root * root],
  ][largest];
  const [a, ...bcd] = products.map((product) => product / (4 * root));
  return bcd.map((value) => (a < 0 ? -value : value) + 0);
}
