import { floats } from "./virtual-channels";

/** y[ids[r], c] = sum over the rows r of that id of x[r, c]; ids (int32) outside 0 ... segments - 1 are left out. */
export function segmentSum(x: usize, ids: usize, y: usize, rows: i32, columns: i32, segments: i32): void {
  memory.fill(y, 0, floats(columns) * (segments as usize));
  for (let r = 0; r < rows; r++, ids += 4, x += floats(columns)) {
    const id = load<i32>(ids);
    if (id < 0 || id >= segments) continue;
    const to = y + floats(columns) * (id as usize);
    let c = 0;
    for (; c + 4 <= columns; c += 4) {
      const at = to + floats(c);
      v128.store(at, f32x4.add(v128.load(at), v128.load(x + floats(c))));
    }
    for (; c < columns; c++) store<f32>(to + floats(c), load<f32>(to + floats(c)) + load<f32>(x + floats(c)));
  }
}
