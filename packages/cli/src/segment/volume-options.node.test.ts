import { readdir, readFile } from 'node:fs/promises';
import { cropVolume } from '@miniseg/data';
import { type Volume, writeNifti } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { phantom } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, labels, bytes, report } = segmentFolder();

it('window and range decide what is black and white', async () => {
  // The same look without air and lung, which would give Hounsfield units away.
  const shifted = {
    ...phantom,
    data: phantom.data.map((value) => Math.min(Math.max(value, -160), 240) + 5000),
  };
  await put('hu.nii.gz', writeNifti(phantom));
  await put('shifted.nii.gz', writeNifti(shifted));
  expect((await segment('hu.nii.gz', '--window', '40,400')).code).toBe(0);
  const reference = await labels('hu.nii.gz');
  expect((await report()).volumes[0]).toMatchObject({ range: [-160, 240], hounsfield: true });
  const given = await segment('shifted.nii.gz', '--range', '4840,5240', '--overwrite');
  expect([given.code, given.stderr]).toEqual([0, expect.not.stringMatching(/--range/)]);
  expect((await labels('shifted.nii.gz')).data).toEqual(reference.data);
  const [volume] = (await report()).volumes;
  expect(volume).toMatchObject({ range: [4840, 5240], hounsfield: false });
  expect(volume).not.toHaveProperty('lungShare');
  expect(volume).not.toHaveProperty('bodyShare');
  expect(volume.notes).toEqual([expect.stringMatching(/no share of body or lungs/)]);
  const own = await segment('shifted.nii.gz', '--overwrite');
  expect([own.code, own.stderr]).toEqual([
    0,
    expect.stringMatching(/Notes:\n {2}shifted\.nii\.gz: .*4840 to 5240.*--window.*--range/),
  ]);
  expect((await labels('shifted.nii.gz')).data).toEqual(reference.data);
  expect((await segment('hu.nii.gz', '--overwrite')).code).toBe(0);
  expect((await labels('hu.nii.gz')).data).not.toEqual(reference.data);
});

it('a wrong window or range is refused with the form that is right', async () => {
  await put('hu.nii.gz', writeNifti(phantom));
  const refused = async (...options: string[]) => {
    const { code, stderr } = await segment('hu.nii.gz', ...options);
    expect(code).toBe(2);
    return stderr;
  };
  for (const value of ['brain', '40', '40,0', '1,2,3']) {
    expect(await refused('--window', value)).toMatch(/lung, mediastinum, bone, or center,width/);
  }
  for (const value of ['1,1', '5,', 'a,b']) expect(await refused('--range', value)).toMatch(/low,high/);
  expect(await refused('--window', 'lung', '--range', '0,1')).toMatch(/give one of them/);
  expect(await refused('--dicom-seg')).toMatch(/needs DICOM input/);
});

it('--size resizes slices, and pixels that are not square are made so for the network', async () => {
  await put('scan.nii.gz', writeNifti(phantom));
  const rows = { ...phantom, spacing: [30, 2 * phantom.spacing[2], phantom.spacing[2]] as Volume['spacing'] };
  await put('tall.nii.gz', writeNifti(rows));
  expect((await segment(['scan.nii.gz', 'tall.nii.gz'])).code).toBe(0);
  const [own, tall] = [await labels('scan.nii.gz'), await labels('tall.nii.gz')];
  expect(tall.data).not.toEqual(own.data);
  expect((await segment('scan.nii.gz', '--size', '48', '--overwrite')).code).toBe(0);
  const resized = await labels('scan.nii.gz');
  expect(resized.shape).toEqual(own.shape);
  expect(resized.data).not.toEqual(own.data);
});

it('volumes that are damaged, foreign or too small are named, and the others are finished', async () => {
  const whole = writeNifti(phantom);
  await put('scans/a_good.nii.gz', whole);
  await put('scans/b_cut.nii.gz', whole.subarray(0, whole.length - 500));
  await put('scans/c_noise.nii', 'no volume at all');
  await put('scans/d_flat.nii.gz', writeNifti({ ...phantom, data: new Float32Array(phantom.data.length) }));
  await put('scans/e_tiny.nii.gz', writeNifti(cropVolume(phantom, { from: [0, 0, 0], to: [4, 8, 8] })));
  await put('scans/f_weights.safetensors', await readFile(at('weights.safetensors')));
  await put('scans/notes.txt', 'about the scans');
  const { code, stderr } = await segment('scans');
  expect(code).toBe(1);
  expect(stderr).toMatch(/4 of 5 inputs failed; the others are written/);
  expect(stderr).toMatch(/c_noise\.nii: .*no known format.*damaged or mislabelled/);
  expect(stderr).toMatch(/d_flat\.nii\.gz: All voxels have one value/);
  expect(stderr).toMatch(/e_tiny\.nii\.gz: .*8 x 8 pixels/);
  const { volumes, failed, notTaken } = await report();
  expect(volumes.map(({ name }: { name: string }) => name)).toEqual(['a_good']);
  expect(failed.map(({ file }: { file: string }) => file).sort()).toEqual([
    'b_cut.nii.gz',
    'c_noise.nii',
    'd_flat.nii.gz',
    'e_tiny.nii.gz',
  ]);
  expect(notTaken.map(({ file }: { file: string }) => file)).toEqual(['f_weights.safetensors', 'notes.txt']);
  expect((await readdir(at('out'))).sort()).toEqual([
    'a_good.nii.gz',
    'overlays',
    'report.html',
    'report.json',
  ]);
});

it('an input is never overwritten, and earlier label maps are kept unless --overwrite is given', async () => {
  await put('out/scan.nii.gz', writeNifti(phantom));
  const before = await bytes('scan.nii.gz');
  expect(await segment('out/scan.nii.gz', '--overwrite')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is an input and would be overwritten/),
  });
  await put('scan.nii.gz', writeNifti(phantom));
  expect(await segment('scan.nii.gz')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/exists already/),
  });
  expect(await bytes('scan.nii.gz')).toEqual(before);
});
