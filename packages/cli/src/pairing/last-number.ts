/** The last number in a name as it is written there ('0003'); undefined without one. */
export function lastNumber(name: string): string | undefined {
  return /(\d+)\D*$/.exec(name)?.[1];
}
