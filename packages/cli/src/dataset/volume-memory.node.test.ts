/** The memory that cutting takes does not grow with the number of volumes. */
import { link, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Vector3, Volume } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { smallVolume, writeVolume } from './fixtures/small-volumes.js';
import { cutVolumes } from './volume-slices.js';

const COUNT = 100;
const SHAPE: Vector3 = [64, 192, 192];
const MEBIBYTE = 2 ** 20;

it.skipIf(!process.env.MINISEG_SLOW)(
  'a hundred volumes take hardly more than ten (set MINISEG_SLOW=1)',
  async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'miniseg-memory-'));
    try {
      const { scan } = smallVolume(0);
      const voxels = SHAPE[0] * SHAPE[1] * SHAPE[2];
      const volume = (data: Volume['data']): Volume => ({ ...scan, data, shape: SHAPE });
      const values = Int16Array.from({ length: voxels }, (_, voxel) => ((voxel * 7919) % 1400) - 1000);
      const labels = Uint8Array.from({ length: voxels }, (_, voxel) => (voxel % 192 > 150 ? 1 : 0));
      await writeVolume(path.join(root, 'scan.nii'), volume(values));
      await writeVolume(path.join(root, 'mask.nii'), volume(labels), true);
      const items = [];
      for (let n = 0; n < COUNT; n++) {
        const [image, mask] = ['scan', 'mask'].map((name) => path.join(root, `${name}_${n}.nii`));
        await link(path.join(root, 'scan.nii'), image);
        await link(path.join(root, 'mask.nii'), mask);
        items.push({ id: `case_${n}`, image, mask });
      }
      const peaks: number[] = [];
      let peak = 0;
      const cut = await cutVolumes({ training: items, validation: [] }, {}, () => {
        peak = Math.max(peak, process.memoryUsage().rss);
        peaks.push(peak);
      });
      expect(cut.training).toHaveLength(COUNT * SHAPE[0]);
      const growth = (peaks[COUNT - 1] - peaks[9]) / MEBIBYTE;
      const kept = (COUNT * voxels * 4) / MEBIBYTE;
      console.info(
        `RSS after 10 volumes ${Math.round(peaks[9] / MEBIBYTE)} MiB, after ${COUNT} ${Math.round(peaks[COUNT - 1] / MEBIBYTE)} MiB; ` +
          `all in memory would be ${Math.round(kept)} MiB.`,
      );
      expect(growth).toBeLessThan(kept / 8);
      const { slice } = await cut.training[COUNT * SHAPE[0] - 1].read();
      expect(slice.labels.reduce((sum, label) => sum + label, 0)).toBe(192 * 41);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
  1_200_000,
);
