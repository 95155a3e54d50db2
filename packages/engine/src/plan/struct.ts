/** The arguments of a kernel in memory, as its class in `assembly/` lays them out: see `generated/structs.ts`. */

/** The fields' values in their order; what is left out is 0. */
export function struct<F extends string>(
  fields: readonly F[],
  values: Partial<Record<F, number>>,
): Int32Array {
  return Int32Array.from(fields, (field) => values[field] ?? 0);
}

/** A float32 field as the whole number with the same bits. */
export function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0];
}
