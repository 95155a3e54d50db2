import type { MaskPair } from '../pairing/mask-pair.js';
import type { ErrorPictureInput } from '../report/error-picture.js';
import { readMask } from './read-mask.js';

/** A pair of masks again, as 1 where the foreground is and 0 elsewhere. `label` by default: all that is not 0. */
export async function pairPixels(
  { prediction, truth }: MaskPair,
  { label, maxMemory }: { label?: number; maxMemory?: number },
): Promise<ErrorPictureInput> {
  const [found, real] = [await readMask(prediction, maxMemory), await readMask(truth, maxMemory)];
  const [height, width] = real.shape;
  const foreground = (labels: Uint8Array | Uint16Array) =>
    Uint8Array.from(labels, (value) => ((label === undefined ? value !== 0 : value === label) ? 1 : 0));
  return { width, height, prediction: foreground(found.labels), truth: foreground(real.labels) };
}
