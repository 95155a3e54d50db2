const scratch = new DataView(new ArrayBuffer(4));

/**
 * The bits of the IEEE half-precision number nearest to `value`, ties to even. Beyond 65,520 it is infinity; the
 * spacing is 2^-24 below 2^-14, and 2^-10 of the leading power of two above.
 */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65,520, halfway between the largest half and the power of two after it.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 halves are multiples of 2^-24. The product is exact, and so is a float32 near 0.
  if (magnitude < 0x38800000) return sign | nearestEven(Math.abs(value) * 2 ** 24);
  // Drop 13 bits of the fraction and move the exponent's bias from 127 to 15; a carry runs into the exponent.
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

function nearestEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
