/** Training on volumes: the layouts that are known, what is cut out of them, and what is refused. */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reorientVolume } from '@miniseg/data';
import { writeNpy } from '@miniseg/formats';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeTinyConfig } from '../../test/tiny-config.js';
import {
  caseName,
  SIDE,
  SLICES,
  smallVolume,
  writeNnunet,
  writeVolume,
} from '../dataset/fixtures/small-volumes.js';
import { openSlices } from '../train/run/open-slices.js';
import { readSettings } from '../train/settings/read-settings.js';

const COUNT = 10;
let source = '';
let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeAll(async () => {
  source = await mkdtemp(path.join(tmpdir(), 'miniseg-nnunet-'));
  await writeNnunet(source, COUNT);
});
afterAll(() => rm(source, { recursive: true, force: true }));
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-train-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const copy = () => cp(source, at('data'), { recursive: true });
const opened = async (options: object) =>
  openSlices(await readSettings(undefined, { recipe: 'quick', ...options }));
async function refused(options: object = { data: at('data') }): Promise<string> {
  const failure = await opened(options).then(
    () => undefined,
    (error: Error) => error,
  );
  expect(failure).toMatchObject({ name: 'CliError' });
  return (failure as Error).message;
}
const volumesOf = (ids: readonly string[]) => [...new Set(ids.map((id) => id.replace(/_s\d+$/, '')))].sort();

it("ten volumes in nnU-Net's layout are trained on from one command, and the weights segment volumes that evaluate scores", async () => {
  const config = await writeTinyConfig(at('config.json'), { epochs: 1, scales: [1], batchSize: 4 });
  const result = await runCli(
    'train',
    config,
    '--data',
    source,
    '--foreground-share',
    '0.5',
    '--out',
    at('run'),
  );
  expect([result.code, result.stderr]).toEqual([0, expect.stringMatching(/\[10\/10\] case_\d\d: 5 slices/)]);
  expect(result.stderr).toMatch(/training slices have findings/);
  const { data, settings } = JSON.parse(await readFile(at('run', 'run.json'), 'utf8'));
  expect(settings).toMatchObject({ foregroundShare: 0.5 });
  const [trained, held] = [volumesOf(data.training), volumesOf(data.validation)];
  expect([...trained, ...held].sort()).toEqual(Array.from({ length: COUNT }, (_, n) => caseName(n)));
  expect(data.validation).toHaveLength(2 * SLICES);
  // The folder of nnU-Net's images in, its names of predictions out.
  await mkdir(at('imagesTs'));
  for (const id of held)
    await cp(path.join(source, 'imagesTr', `${id}_0000.nii.gz`), at('imagesTs', `${id}_0000.nii.gz`));
  const weights = at('run', 'weights.safetensors');
  const segmented = await runCli(
    'segment',
    at('imagesTs'),
    '--weights',
    weights,
    '--out',
    at('found'),
    '--no-overlay',
  );
  expect([segmented.code, segmented.stderr]).toEqual([0, expect.any(String)]);
  expect((await readdir(at('found'))).filter((file) => file.endsWith('.gz'))).toEqual(
    held.map((id) => `${id}.nii.gz`),
  );
  const list = held.map((id) => ({ prediction: `found/${id}.nii.gz`, truth: `true/${id}.nii.gz`, id }));
  await cp(path.join(source, 'labelsTr'), at('true'), { recursive: true });
  await writeFile(at('pairs.json'), JSON.stringify(list));
  const scored = await runCli('evaluate', '--list', at('pairs.json'), '--json', '-');
  expect(JSON.parse(scored.stdout).cases.map(({ id }: { id: string }) => id)).toEqual(held);
});

describe('what is trained on', () => {
  it('slices are axial, as segment sees them, with the labels of the same places', async () => {
    const { store, training, validation } = await opened({ data: source });
    expect(training).toHaveLength(8 * SLICES);
    expect(volumesOf(validation)).toHaveLength(2);
    const id = `${caseName(0)}_s2`;
    const { scan, mask } = smallVolume(0);
    const area = SIDE * SIDE;
    const slice = await store.get(id);
    expect([...slice.labels]).toEqual([...mask.data.subarray(2 * area, 3 * area)]);
    const grey = [...scan.data.subarray(2 * area, 3 * area)].map((value) =>
      Math.min(255, Math.max(0, Math.round(((value + 1350) / 1500) * 255))),
    );
    for (const [pixel, value] of grey.entries())
      expect(Math.abs(slice.grey[pixel] - value)).toBeLessThanOrEqual(1);
  });

  it('a mask and a scan in other orders of axes give the same slices', async () => {
    await copy();
    const known = await opened({ data: source });
    for (const [n, code] of ['RAS', 'PIR', 'SAL'].entries()) {
      const { scan, mask } = smallVolume(n);
      await writeVolume(at('data', 'labelsTr', `${caseName(n)}.nii.gz`), reorientVolume(mask, code), true);
      await writeVolume(at('data', 'imagesTr', `${caseName(n)}_0000.nii.gz`), reorientVolume(scan, 'LAS'));
    }
    const turned = await opened({ data: at('data') });
    expect(turned.training).toEqual(known.training);
    for (const id of [...known.training, ...known.validation]) {
      const [one, other] = [await known.store.get(id), await turned.store.get(id)];
      expect([id, other.labels, other.grey]).toEqual([id, one.labels, one.grey]);
    }
  });

  it('foregroundShare thins out the training slices without findings, and leaves the validation whole', async () => {
    await copy();
    // Findings in one slice of each volume.
    for (let n = 0; n < COUNT; n++) {
      const { mask } = smallVolume(n);
      const data = new Uint8Array(mask.data.length).fill(1, 3 * SIDE * SIDE, 3 * SIDE * SIDE + 40);
      await writeVolume(at('data', 'labelsTr', `${caseName(n)}.nii.gz`), { ...mask, data }, true);
    }
    const { training, validation, store, remarks } = await opened({ data: at('data'), foregroundShare: 0.5 });
    const marked = [];
    for (const id of training) if ((await store.get(id)).labels.includes(1)) marked.push(id);
    expect([marked.length, training.length]).toEqual([8, 16]);
    expect(validation).toHaveLength(2 * SLICES);
    expect(remarks.join('\n')).toMatch(
      /8 training slices have findings, and 8 of 32 without are taken: 50 %/,
    );
    expect(remarks.join('\n')).toMatch(/8 of 10 validation slices have no findings.*protocol=paper/);
  });

  it("folds of nnU-Net's splits_final.json are taken", async () => {
    await copy();
    const names = Array.from({ length: COUNT }, (_, n) => caseName(n));
    const splits = [0, 1].map((fold) => ({
      train: names.filter((_, n) => n % 2 !== fold),
      val: names.filter((_, n) => n % 2 === fold),
    }));
    await writeFile(at('data', 'splits_final.json'), JSON.stringify(splits));
    const { validation } = await opened({ data: at('data'), fold: 2 });
    expect(volumesOf(validation)).toEqual(splits[1].val);
    expect(await refused()).toMatch(/has 2 folds\. Choose one with --fold 1 to 2/);
  });

  it('images and labels, files side by side, folders of cases, and arrays are recognized', async () => {
    for (let n = 0; n < 4; n++) {
      const { scan, mask } = smallVolume(n);
      await writeVolume(at('two', 'images', `p${n}.nii.gz`), scan);
      await writeVolume(at('two', 'labels', `p${n}.nii.gz`), mask, true);
      await writeVolume(at('beside', `p${n}.nii.gz`), scan);
      await writeVolume(at('beside', `p${n}_seg.nii.gz`), mask, true);
      await writeVolume(at('cases', `p${n}`, 'imaging.nii'), scan);
      await writeVolume(at('cases', `p${n}`, 'segmentation.nii'), mask, true);
      for (const [folder, { data, shape }] of Object.entries({ images: scan, masks: mask })) {
        await mkdir(at('arrays', folder), { recursive: true });
        await writeFile(at('arrays', folder, `p${n}.npy`), writeNpy({ data, shape }));
      }
    }
    const known = await opened({ data: at('two') });
    expect(known.training.length + known.validation.length).toBe(4 * SLICES);
    for (const folder of ['beside', 'cases', 'arrays']) {
      const other = await opened({ data: at(folder) });
      expect([folder, other.training]).toEqual([folder, known.training]);
      for (const id of known.training) {
        const [one, two] = [await known.store.get(id), await other.store.get(id)];
        expect([two.labels, two.grey]).toEqual([one.labels, one.grey]);
      }
    }
  });

  it("MONAI's data lists say which are for training, by lists or by folds", async () => {
    const entry = (n: number, more: object = {}) => ({
      image: `imagesTr/${caseName(n)}_0000.nii.gz`,
      label: `./labelsTr/${caseName(n)}.nii.gz`,
      ...more,
    });
    await copy();
    const list = at('data', 'list.json');
    await writeFile(
      list,
      JSON.stringify({ training: [0, 1, 2].map((n) => entry(n)), validation: [entry(3)] }),
    );
    const lists = await opened({ list });
    expect(volumesOf(lists.validation)).toEqual([`${caseName(3)}_0000`]);
    await writeFile(list, JSON.stringify({ training: [0, 1, 2, 3].map((n) => entry(n, { fold: n % 2 })) }));
    expect(volumesOf((await opened({ list, fold: 1 })).validation)).toEqual(
      [0, 2].map((n) => `${caseName(n)}_0000`),
    );
    await writeFile(list, JSON.stringify({ training: [{ image: entry(0).image }] }));
    expect(await refused({ list })).toMatch(
      /Entry 1 of 'training' in the list '.*list\.json' has no 'label'/,
    );
    await writeFile(
      list,
      JSON.stringify({ training: [entry(0, { patient: 7 })], validation: [entry(1, { patient: 7 })] }),
    );
    expect(await refused({ list })).toMatch(
      /patient '7' is in two lists: 'case_01_0000' is trained on, and 'case_02_0000' validates/,
    );
  });
});

describe('what is wrong is named, with the rule and the cure', () => {
  const label = (n: number) => at('data', 'labelsTr', `${caseName(n)}.nii.gz`);
  const image = (n: number) => at('data', 'imagesTr', `${caseName(n)}_0000.nii.gz`);
  beforeEach(copy);

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a missing label file',
      () => rm(label(4)),
      /1 of 10 images have no mask: '.*case_05_0000\.nii\.gz'\. A mask in '.*labelsTr'.*case_05/,
    ],
    [
      'no folder of labels',
      () => rm(at('data', 'labelsTr'), { recursive: true }),
      /'imagesTr' and no 'labelsTr'/,
    ],
    ['a label without an image', () => rm(image(4)), /1 masks have no image: '.*case_05\.nii\.gz'/],
    [
      'a mask of another grid',
      () => {
        const { mask } = smallVolume(4);
        return writeVolume(label(4), { ...mask, spacing: [mask.spacing[0], 5, 5] }, true);
      },
      /case_05\.nii\.gz' and '.*case_05_0000\.nii\.gz' differ in .*resample the mask with nearest neighbor/s,
    ],
    [
      'mixed spacings',
      () => {
        const { scan, mask } = smallVolume(4);
        const spacing = scan.spacing.map((step) => 2 * step) as typeof scan.spacing;
        return Promise.all([
          writeVolume(image(4), { ...scan, spacing }),
          writeVolume(label(4), { ...mask, spacing }, true),
        ]);
      },
      /The spacings are mixed: a slice of '.*' has 32 x 32 pixels of 11\.25 x 11\.25 mm.*'.*case_05_0000.*22\.5.*mixedSpacings=true/,
    ],
    [
      'one scan twice',
      async () => {
        for (let n = 1; n < COUNT; n++) await cp(image(0), image(n));
        for (let n = 1; n < COUNT; n++) await cp(label(0), label(n));
      },
      /are the same scan, in training and in validation/,
    ],
    [
      'a second channel',
      () => cp(image(0), at('data', 'imagesTr', `${caseName(0)}_0001.nii.gz`)),
      /1 of 11 images are further channels of their cases: '.*case_01_0001/,
    ],
    [
      'a scan without a number',
      () => {
        const { scan } = smallVolume(2);
        return writeVolume(image(2), { ...scan, data: new Float32Array(scan.data.length).fill(Number.NaN) });
      },
      /case_03_0000\.nii\.gz' cannot be used: None of \d+ voxels is a finite number/,
    ],
    ['a damaged label file', () => writeFile(label(2), 'no volume'), /case_03\.nii\.gz' cannot be read: /],
    [
      'a probability map for labels',
      () => {
        const { mask } = smallVolume(2);
        return writeVolume(label(2), { ...mask, data: Float32Array.from(mask.data, (value) => value / 3) });
      },
      /case_03\.nii\.gz' holds 0\.33\d*\. Labels are whole numbers/,
    ],
    [
      'a broken dataset.json',
      () => writeFile(at('data', 'dataset.json'), '{'),
      /dataset\.json' cannot be read/,
    ],
  ])('%s', async (_, spoil, message) => {
    await spoil();
    expect(await refused()).toMatch(message);
  });

  it('labels that are no class, slices of one volume in two lists, and settings without an effect', async () => {
    const { mask } = smallVolume(0);
    await writeVolume(label(0), { ...mask, data: mask.data.map((value) => 3 * value) }, true);
    const train = (...more: string[]) =>
      runCli('train', '--data', at('data'), '--recipe', 'quick', '--out', at('run'), ...more);
    expect((await train()).stderr).toMatch(/masks hold the label 3.*--set network\.classes=4/);
    const ids = (slices: number[]) => slices.map((slice) => `${caseName(0)}_s${slice}`);
    await writeFile(
      at('s.json'),
      JSON.stringify({ splits: [{ training: ids([0, 1]), validation: ids([2]) }] }),
    );
    expect((await train('--split', at('s.json'))).stderr).toMatch(
      /names 2 items that the data set does not have: 'case_01_s0'/,
    );
    const slices = await runCli('train', '--phantoms', '8', '--foreground-share', '0.5', '--out', at('run'));
    expect(slices).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/foregroundShare is for volumes, and phantoms/),
    });
    expect((await train('--window', 'lungs')).stderr).toMatch(/It must be lung/);
  });

  it('a folder in which nothing is known says what would be', async () => {
    await rename(at('data', 'imagesTr'), at('data', 'scans'));
    expect(await refused()).toMatch(/no folders 'images' and 'masks'.*imagesTr.*MONAI.*case_seg\.nii\.gz/);
  });
});
