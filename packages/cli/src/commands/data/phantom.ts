/** `miniseg data phantom`: synthetic chest CT with exact masks, for those who have no data. */
import path from 'node:path';
import { chestPhantom, phantomSlice8bit } from '@miniseg/data';
import { encodePng, writeMaskPng, writeNifti } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import { prepareOutputFolder } from '../../overwrite/output-folder.js';
import { startProgress } from '../../progress/progress.js';
import { DISCLAIMER } from '../../version.js';

export interface PhantomCommandOptions {
  out: string;
  count: number;
  seed: number;
  size: number;
  /** Volumes of so many slices instead of pictures. */
  slices?: number;
  overwrite: boolean;
}

/** @throws CliError or DataError */
export async function phantomCommand(options: PhantomCommandOptions): Promise<void> {
  const { out, count, seed, slices, overwrite } = options;
  const suffix = slices === undefined ? '.png' : '.nii.gz';
  const names = Array.from({ length: count }, (_, n) => `phantom_${String(n).padStart(4, '0')}${suffix}`);
  const targets = names.flatMap((name) => [path.join('images', name), path.join('masks', name)]);
  await prepareOutputFolder(out, targets, { overwrite, inputs: [] });
  const progress = startProgress(count);
  try {
    for (const [n, name] of names.entries()) {
      const { image, mask } = draw({ ...options, seed: seed + n });
      await writeFileAtomic(path.join(out, 'images', name), image);
      await writeFileAtomic(path.join(out, 'masks', name), mask);
      progress.step(name);
    }
  } finally {
    progress.stop();
  }
  process.stdout.write(`Wrote ${count} phantoms and their masks to ${out}. ${DISCLAIMER}\n`);
}

function draw({ seed, size, slices }: PhantomCommandOptions): Record<'image' | 'mask', Uint8Array> {
  if (slices === undefined) {
    const { image, mask } = phantomSlice8bit({ seed, size });
    return {
      image: encodePng({ width: size, height: size, channels: 1, data: image, maxValue: 255 }),
      mask: writeMaskPng({ data: mask, shape: [1, size, size] }),
    };
  }
  const { volume, masks } = chestPhantom({ seed, size, slices });
  return {
    image: writeNifti(volume),
    mask: writeNifti({ ...volume, data: masks.infection, unit: 'unknown' }, { labels: true }),
  };
}
