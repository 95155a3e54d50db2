/** Copies `width` numbers of each of `rows` rows between images of other row lengths: concat, split and slice of channels. */
export function copyColumns(
  from: usize,
  fromStride: i32,
  to: usize,
  toStride: i32,
  width: i32,
  rows: i32,
): void {
  const bytes = (width as usize) << 2;
  const vectors = bytes & ~15;
  const fromStep = (fromStride as usize) << 2;
  const toStep = (toStride as usize) << 2;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < vectors; at += 16) v128.store(to + at, v128.load(from + at));
    for (let at = vectors; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
    from += fromStep;
    to += toStep;
  }
}
