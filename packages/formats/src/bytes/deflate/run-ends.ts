/** @returns Where the run of equal bytes ends that the byte at a place is in; asked in ascending order. */
export function runEnds(data: Uint8Array): (at: number) => number {
  const skew = -data.byteOffset & 3;
  const whole = (data.length - skew) >> 2;
  const words = whole > 0 ? new Uint32Array(data.buffer, data.byteOffset + skew, whole) : new Uint32Array(0);
  let known = 0;
  return (at) => {
    if (at < known) return known;
    const value = data[at];
    let end = at + 1;
    while (end < data.length && ((end - skew) & 3) !== 0 && data[end] === value) end++;
    if (end < data.length && ((end - skew) & 3) === 0) {
      const all = Math.imul(value, 0x01010101) >>> 0;
      let word = (end - skew) >> 2;
      while (word < words.length && words[word] === all) word++;
      end = skew + 4 * word;
      while (end < data.length && data[end] === value) end++;
    }
    known = end;
    return end;
  };
}
