/** The slice of a volume that shows best what went wrong. */
import type { ErrorPictureInput } from '../report/error-picture.js';
import type { CheckedVolumes } from './check-volumes.js';
import type { VolumePair } from './find-volumes.js';
import { classesOf } from './score-volumes.js';

/** The slice with the most voxels that differ; of equal volumes that with the most marked. */
export async function volumePixels(
  pair: VolumePair,
  { classes, reading }: Pick<CheckedVolumes, 'classes' | 'reading'>,
): Promise<ErrorPictureInput> {
  const { prediction, truth, grid } = await classesOf(pair, classes, reading);
  const [slices, height, width] = grid.shape;
  const area = height * width;
  let best = { slice: 0, wrong: -1, marked: -1 };
  for (let slice = 0; slice < slices; slice++) {
    let wrong = 0;
    let marked = 0;
    for (let at = slice * area; at < (slice + 1) * area; at++) {
      if (prediction[at] !== truth[at]) wrong++;
      if (prediction[at] !== 0 || truth[at] !== 0) marked++;
    }
    if (wrong > best.wrong || (wrong === best.wrong && marked > best.marked)) best = { slice, wrong, marked };
  }
  const part = (labels: Uint8Array) => labels.slice(best.slice * area, (best.slice + 1) * area);
  return { width, height, prediction: part(prediction), truth: part(truth) };
}
