/** Pixels that are not background. */
export function countMarked(mask: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < mask.length; index++) if (mask[index] !== 0) count++;
  return count;
}
