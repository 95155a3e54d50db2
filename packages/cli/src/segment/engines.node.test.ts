import { writeNifti } from '@miniseg/formats';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { phantom, phantomDicom, phantomPng } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { put, segment, labels, picture, bytes, report } = segmentFolder();

async function putInputs(): Promise<string[]> {
  await put('scan.nii.gz', writeNifti(phantom));
  for (const slice of [0, 1, 2, 3]) {
    await put(`slices/s${slice}.png`, phantomPng(slice));
    await put(`study/${slice}`, phantomDicom(slice));
  }
  return ['scan.nii.gz', 'slices', 'study'];
}

it('any number of workers and threads gives the same files, and the plain graph nearly the same masks', async () => {
  const inputs = await putInputs();
  const files = ['scan.nii.gz', 'study.nii.gz', 's0.png', 's3.png', 'overlays/scan.png', 'overlays/s1.png'];
  const run = async (...options: string[]) => {
    const { code, stdout } = await segment(inputs, '--overwrite', ...options);
    expect(code).toBe(0);
    return { stdout, engine: (await report()).engine, files: await Promise.all(files.map(bytes)) };
  };
  const one = await run('--workers', '1');
  expect(one.engine).toMatchObject({ name: 'compiled', workers: 1 });
  expect(one.stdout).toMatch(/\(backend wasm, compiled, 1 worker, [\d.]+ slices\/s\)/);
  for (const [option, engine] of [
    ['workers', { name: 'compiled', workers: 2 }],
    ['threads', { name: 'compiled', threads: 2 }],
  ] as const) {
    const other = await run(`--${option}`, '2');
    expect(other.engine).toMatchObject(engine);
    expect(other.files).toEqual(one.files);
  }
  const [volume, slice] = [await labels('scan.nii.gz'), await picture('s0.png')];
  const plain = await run('--engine', 'plain');
  expect(plain.engine).toEqual({ name: 'plain' });
  expect(plain.stdout).toMatch(/plain graph/);
  const differing = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).filter((value, i) => value !== b[i]).length;
  expect(differing((await labels('scan.nii.gz')).data, volume.data)).toBeLessThanOrEqual(2 * 4);
  expect(differing((await picture('s0.png')).data, slice.data)).toBeLessThanOrEqual(2);
});

it('a series read slice by slice has the labels, shares and sheet of one read as a whole', async () => {
  for (const slice of [0, 1, 2, 3]) {
    await put(`alone/${slice}`, phantomDicom(slice));
    // Turned by half a turn: such a series is read as a whole and turned back.
    const { data } = phantom;
    const plane = data.length / 4;
    const turned = data.slice(slice * plane, (slice + 1) * plane).reverse();
    const [, rows, columns] = phantom.shape;
    const [, down, across] = phantom.spacing;
    const position = [-100 + across * (columns - 1), -90 + down * (rows - 1), 20 * slice];
    await put(
      `turned/${slice}`,
      phantomDicom(slice, { data: turned, position, orientation: [-1, 0, 0, 0, -1, 0] }),
    );
  }
  expect((await segment(['alone', 'turned'])).code).toBe(0);
  const [alone, turned] = (await report()).volumes;
  expect([alone.orientation, turned.orientation]).toEqual(['LPS', 'RAS']);
  for (const key of ['voxels', 'milliliters', 'bodyShare', 'lungShare', 'overlaySlices', 'range']) {
    expect([key, turned[key]]).toEqual([key, alone[key]]);
  }
  expect(await bytes('overlays/turned.png')).toEqual(await bytes('overlays/alone.png'));
});

it('--tile cuts larger slices into parts, whatever the input, and says so where it cannot be', async () => {
  const inputs = await putInputs();
  expect((await segment(inputs, '--tile', '32')).code).toBe(0);
  const map = await labels('scan.nii.gz');
  const plane = map.data.length / 4;
  for (const slice of [0, 1, 2, 3]) {
    const mask = await picture(`s${slice}.png`);
    expect([...mask.data].map((value) => value / 255)).toEqual([
      ...map.data.subarray(slice * plane, (slice + 1) * plane),
    ]);
  }
  expect((await labels('study.nii.gz')).data).toEqual(map.data);
  const { code, stderr } = await segment(inputs, '--tile', '32', '--size', '64');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/--size .* and --tile .* exclude each other/)]);
});

it('refuses options of engines that contradict each other', async () => {
  await put('a.png', phantomPng(0));
  for (const [options, message] of [
    [['--threads', '2', '--workers', '2'], /exclude each other/],
    [['--engine', 'plain', '--workers', '2'], /of the compiled engine/],
  ] as const) {
    const { code, stderr } = await segment('a.png', ...options);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  }
});

it.skipIf(!sharedAvailable)(
  `the released weights give the published maps of fold 1 (${SHARED_HINT})`,
  async () => {
    const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json')));
    const { mean, std } = folds.train_stats.fold1;
    const names: string[] = folds.val.fold1.map((name: string) => `tr_im_${name}.png`);
    for (const name of names) await put(`slices/${name}`, await readShared(`data/ct100/images/${name}`));
    const weights = `${process.env.MINISEG_SHARED}/data/official/miniseg-ct100-fold1.pth`;
    const options = ['--weights', weights, '--mean', `${mean}`, '--std', `${std}`, '--no-overlay'];
    expect((await segment('slices', ...options)).code).toBe(0);
    for (const name of names) {
      await put('published.png', await readShared(`data/official/ct100-fold1-segmaps/${name}`));
      expect((await picture(name)).data).toEqual((await picture(`../published.png`)).data);
    }
  },
);
