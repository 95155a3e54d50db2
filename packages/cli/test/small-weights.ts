/** A tiny MiniSeg in a safetensors file: quick to run, and its marks mean nothing. */
import { writeFile } from 'node:fs/promises';
import { exportSafetensors, type MiniSegOptions, miniSeg, setModelMetadata } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';

export async function writeSmallWeights(
  file: string,
  remember = true,
  options: MiniSegOptions = {},
): Promise<void> {
  await useBackend('cpu');
  const model = miniSeg({
    preset: 'aaai',
    filters: [4, 8, 12],
    blocks: [1, 1, 1],
    // A seed of which the network marks about half of the pixels; of most it marks all or none.
    initialization: 'kaiming',
    seed: 6,
    ...options,
  });
  if (remember) setModelMetadata(model, { normalization: { mean: 0.5, std: 0.25 } });
  await writeFile(file, await exportSafetensors(model));
  model.dispose();
}

/** Options of `segment` with the small weights in `w.safetensors`, on the backend that starts at once, into `out`. */
export const smallSegment = (at: (name: string) => string): string[] => [
  ...['--weights', at('w.safetensors')],
  ...['--out', at('out'), '--backend', 'cpu'],
];
