/** `evaluate` of volumes whose voxels are no cubes, from files to figures, against MONAI; see make_fixtures.py of metrics. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Vector3, writeNifti } from '@miniseg/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawFixture } from '../../../metrics/src/fixtures/masks.js';
import fixture from '../../../metrics/src/fixtures/volumes.json' with { type: 'json' };
import { runCli } from '../../test/run-cli.js';
import { volumeOf } from './fixtures/label-volumes.js';

const idOf = (name: string) => name.replaceAll(/[ ,]+/g, '_');
let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-monai-'));
  for (const side of ['prediction', 'truth'] as const) {
    await mkdir(path.join(root, side));
    for (const { name, spacing, ...masks } of fixture.cases) {
      const { data, shape } = drawFixture(masks[side], 3);
      const volume = volumeOf(data, shape as Vector3, { spacing: spacing as unknown as Vector3 });
      await writeFile(path.join(root, side, `${idOf(name)}.nii.gz`), writeNifti(volume, { labels: true }));
    }
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('gives the figures of MONAI, volume by volume and on the mean', async () => {
  const { code, stdout } = await runCli(
    ...['evaluate', path.join(root, 'prediction'), path.join(root, 'truth'), '--json', '-'],
  );
  expect(code).toBe(0);
  const { cases, mean, volumes, unit } = JSON.parse(stdout);
  expect([cases.length, unit]).toEqual([fixture.cases.length, 'mm']);
  const sums = { DSC: 0, HD: 0, HD95: 0, ASSD: 0 };
  for (const { name, monai } of fixture.cases) {
    const found = cases.find(({ id }: { id: string }) => id === idOf(name));
    const wanted = { DSC: monai.dice, HD: monai.hd, HD95: monai.hd95, ASSD: monai.assd };
    for (const [figure, value] of Object.entries(wanted) as [keyof typeof sums, number][]) {
      // MONAI computes in float32, and so does NIfTI keep the spacing.
      expect([name, figure, found[figure]]).toEqual([name, figure, expect.closeTo(value, 5)]);
      sums[figure] += value / fixture.cases.length;
    }
  }
  for (const [figure, value] of Object.entries(sums)) {
    const found =
      mean[figure] ??
      Object.values(volumes as Record<string, { summary: Record<string, { mean: number }> }>)[0].summary[
        figure
      ].mean;
    expect([figure, found]).toEqual([figure, expect.closeTo(value, 5)]);
  }
});
