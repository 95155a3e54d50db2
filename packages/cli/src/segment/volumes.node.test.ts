import { readdir } from 'node:fs/promises';
import { cropVolume, reorientVolume } from '@miniseg/data';
import {
  type PixelArray,
  readNifti,
  type Volume,
  writeNifti,
  writeNpy,
  writeNpz,
  writeVolumeSafetensors,
} from '@miniseg/formats';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { phantom, phantomPng, SIZE } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';
import { writeSmallWeights } from '../../test/small-weights.js';

const { at, put, segment, labels, picture, report } = segmentFolder();

const geometry = ({ shape, spacing, origin, direction }: Volume) => ({ shape, spacing, origin, direction });
const sum = (data: PixelArray) => (data as Uint8Array).reduce((total, value) => total + value, 0);

it('a volume gives a label map in its geometry, whose slices are the masks of its windowed slices', async () => {
  await put('scan.nii.gz', writeNifti(phantom));
  for (const slice of [0, 1, 2, 3]) await put(`slices/s${slice}.png`, phantomPng(slice));
  const { code, stdout, stderr } = await segment(['scan.nii.gz', 'slices']);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/\[1\/5\] scan: .* mL marked/)]);
  expect(stdout).toMatch(/^4 slices and 1 volume of 5 inputs segmented.*\n {2}scan: .* mL marked, .*lungs/);
  const map = await labels('scan.nii.gz');
  expect(geometry(map)).toEqual(geometry(readNifti(writeNifti(phantom))));
  expect(map.data).toBeInstanceOf(Uint8Array);
  const marked = sum(map.data);
  expect(marked).toBeGreaterThan(0.02 * map.data.length);
  expect(marked).toBeLessThan(0.98 * map.data.length);
  for (const slice of [0, 1, 2, 3]) {
    const mask = await picture(`s${slice}.png`);
    const own = map.data.subarray(slice * SIZE * SIZE, (slice + 1) * SIZE * SIZE);
    expect([...mask.data].map((value) => value / 255)).toEqual([...own]);
  }
  const [volume] = (await report()).volumes;
  const [depth, height, width] = map.spacing;
  expect(volume).toMatchObject({
    name: 'scan',
    file: 'scan.nii.gz',
    shape: [4, SIZE, SIZE],
    orientation: 'LPS',
    hounsfield: true,
    range: [-1350, 150],
    slices: 4,
    voxels: marked,
    labels: 'scan.nii.gz',
  });
  expect(volume.spacing).toEqual(map.spacing);
  expect(volume.milliliters).toBeCloseTo((marked * depth * height * width) / 1000, 6);
  expect(volume.bodyShare).toBeGreaterThan(0);
  expect(volume.lungShare).toBeLessThanOrEqual(1);
  expect(volume.milliseconds).toBeGreaterThan(0);
  const sheet = await picture(volume.overlay);
  expect([sheet.channels, volume.overlaySlices]).toEqual([3, [0, 1, 2, 3]]);
});

it('a volume of other orientation gives the same labels in that orientation', async () => {
  const codes = ['LPS', 'RAS', 'LPI', 'PSL', 'SRA', 'AIR', 'SPR'];
  for (const code of codes) await put(`scans/${code}.nii.gz`, writeNifti(reorientVolume(phantom, code)));
  expect((await segment('scans', '--no-overlay')).code).toBe(0);
  expect((await readdir(at('out'))).sort()).toEqual(
    [...codes.map((code) => `${code}.nii.gz`), 'report.html', 'report.json'].sort(),
  );
  const reference = await labels('LPS.nii.gz');
  for (const code of codes) {
    const map = await labels(`${code}.nii.gz`);
    expect(geometry(map)).toEqual(geometry(readNifti(writeNifti(reorientVolume(phantom, code)))));
    expect(map.data).toEqual(reorientVolume(reference, code).data);
  }
  const { volumes } = await report();
  expect(volumes.map(({ orientation }: { orientation: string }) => orientation).sort()).toEqual(codes.sort());
  expect(
    new Set(volumes.map(({ milliliters }: { milliliters: number }) => milliliters.toFixed(6))).size,
  ).toBe(1);
});

it('other containers of the same volume give the same labels', async () => {
  const { shape, data } = phantom;
  await put('kinds/a.nii', writeNifti(phantom, { gzip: false }));
  const single = writeNifti(phantom, { gzip: false });
  const header = single.slice(0, 348);
  header.set([0x6e, 0x69], 344);
  new DataView(header.buffer).setFloat32(108, 0, true);
  await put('kinds/b.hdr', header);
  await put('kinds/b.img', single.slice(352));
  await put('kinds/c.npy', writeNpy({ data, shape }));
  await put('kinds/d.npz', writeNpz({ scan: { data, shape } }));
  await put('kinds/e.safetensors', writeVolumeSafetensors(phantom));
  expect((await segment('kinds', '--no-overlay')).code).toBe(0);
  const reference = await labels('a.nii.gz');
  for (const name of ['b', 'c', 'd', 'e']) {
    expect((await labels(`${name}.nii.gz`)).data).toEqual(reference.data);
  }
  expect((await labels('e.nii.gz')).origin).toEqual(reference.origin);
  const { volumes, notTaken } = await report();
  expect(volumes.map(({ file }: { file: string }) => file)).toEqual([
    'a.nii',
    'b.hdr',
    'c.npy',
    'd.npz',
    'e.safetensors',
  ]);
  expect(notTaken).toEqual([]);
  // NumPy's arrays do not say how large their voxels are.
  for (const { file, milliliters, spacing, notes } of volumes) {
    const bare = /np[yz]$/.test(file);
    expect([milliliters === undefined, spacing === undefined]).toEqual([bare, bare]);
    expect(notes.some((note: string) => /how large its voxels/.test(note))).toBe(bare);
  }
  const pair = await segment(['kinds/b.hdr', 'kinds/b.img'], '--overwrite', '--no-overlay');
  expect(pair).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 volume of 1 input /) });
});

it('more than two classes give their labels', async () => {
  await writeSmallWeights(at('weights.safetensors'), true, { classes: 3 });
  await put('scan.nii.gz', writeNifti(phantom));
  expect((await segment('scan.nii.gz')).code).toBe(0);
  const { data } = await labels('scan.nii.gz');
  expect(Math.max(...data)).toBeLessThan(3);
  expect((await report()).volumes[0].voxels).toBe([...data].filter((label) => label > 0).length);
});

it.skipIf(!sharedAvailable)(`slices of a real chest CT keep its geometry (${SHARED_HINT})`, async () => {
  const scan = readNifti(await readShared('data/readers/nifti/chest-128x128x64.nii.gz'));
  const part = cropVolume(scan, { from: [30, 0, 0], to: [34, 128, 128] });
  await put('chest.nii.gz', writeNifti(part));
  expect((await segment('chest.nii.gz')).code).toBe(0);
  expect(geometry(await labels('chest.nii.gz'))).toEqual(geometry(readNifti(writeNifti(part))));
  const [{ orientation, notes, lungShare }] = (await report()).volumes;
  expect(orientation).toBe('LAS');
  expect(notes[0]).toMatch(/look like Hounsfield units/);
  expect(lungShare).toBeGreaterThan(0);
});
