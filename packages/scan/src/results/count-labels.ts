/**
 * How often each label occurs, from 0 to 255. Most of a scan is background, of which sixteen voxels are looked at together.
 */
export function countLabels(labels: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  const { buffer, byteOffset, length } = labels;
  const head = Math.min(length, -byteOffset & 3);
  const whole = (length - head) >> 2;
  const words = whole > 0 ? new Uint32Array(buffer, byteOffset + head, whole) : new Uint32Array(0);
  const count = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (labels[at] !== 0) counts[labels[at]]++;
  };
  count(0, head);
  let word = 0;
  for (; word + 4 <= words.length; word += 4) {
    if ((words[word] | words[word + 1] | words[word + 2] | words[word + 3]) === 0) continue;
    count(head + 4 * word, head + 4 * word + 16);
  }
  count(head + 4 * word, length);
  counts[0] = length - counts.reduce((sum, one) => sum + one, 0);
  return counts;
}
