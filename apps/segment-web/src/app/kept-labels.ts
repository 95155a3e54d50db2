import type { StudyInfo } from '../shared/types.js';
import type { Keeper, KeptMask } from './keeper.js';

/** The masks that an input has already, those that fit it, and all its labels, slice after slice. */
export async function keptLabels(
  keeper: Keeper,
  { input, shape: [slices, height, width] }: Pick<StudyInfo, 'input' | 'shape'>,
): Promise<{ labels: Uint8Array; masks: KeptMask[] }> {
  const plane = height * width;
  const labels = new Uint8Array(slices * plane);
  const masks = (await keeper.masksOf(input)).filter(
    ({ slice, mask }) => slice < slices && mask.length === plane,
  );
  for (const { slice, mask } of masks) labels.set(mask, slice * plane);
  return { labels, masks };
}
