import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { windowTo8bit } from '@miniseg/data';
import {
  decodePng,
  readNpy,
  readSlice,
  type Volume,
  writeMaskPng,
  writeNifti,
  writeNpz,
  writeVolumeSafetensors,
} from '@miniseg/formats';
import { readBytes, readPath } from '@miniseg/formats/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';
import { greyPng, HEIGHT, pixelsOf, WIDTH } from './fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const convert = (from: string, to: string, ...more: string[]) =>
  runCli('data', 'convert', at(from), at(to), ...more);

const scan: Volume = {
  data: Int16Array.from({ length: 3 * 4 * 5 }, (_, i) => 40 * i - 1024),
  shape: [3, 4, 5],
  spacing: [2.5, 0.75, 0.5],
  origin: [-10, 20, 30],
  direction: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
  unit: 'HU',
};

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeFile(at('scan.safetensors'), writeVolumeSafetensors(scan));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('.npy holds float32 in (slice, row, column) order', async () => {
  const { code, stdout } = await convert('scan.safetensors', 'scan.npy');
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /Wrote .*scan\.npy \(368 bytes\) from 3 x 4 x 5 voxels of 2\.5 x 0\.75 x 0\.5 mm in Houns/,
    ),
  ]);
  const bytes = await readBytes(at('scan.npy'));
  expect(new TextDecoder('latin1').decode(bytes)).toContain(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4, 5), }",
  );
  expect(readNpy(bytes)).toEqual({ data: Float32Array.from(scan.data), shape: [3, 4, 5] });
});

it.each(['nii', 'nii.gz', 'safetensors'])('.%s keeps values, their type and geometry', async (suffix) => {
  expect((await convert('scan.safetensors', `out.${suffix}`)).code).toBe(0);
  const { data, shape, spacing, origin, direction } = await readPath(at(`out.${suffix}`));
  expect({ data, shape, spacing, origin, direction }).toEqual({ ...scan, unit: undefined });
  const [first, second] = await readFile(at(`out.${suffix}`));
  expect(first === 0x1f && second === 0x8b).toBe(suffix === 'nii.gz');
});

it('.npz keeps values and their type', async () => {
  expect((await convert('scan.safetensors', 'out.npz')).code).toBe(0);
  const { data, shape } = await readPath(at('out.npz'));
  expect([data, shape]).toEqual([scan.data, scan.shape]);
});

it('.png shows one slice, Hounsfield units through a window', async () => {
  const slice = scan.data.subarray(20, 40);
  const cases: [string[], Uint8Array][] = [
    [[], windowTo8bit(slice, 'lung')],
    [['--window', 'mediastinum'], windowTo8bit(slice, 'mediastinum')],
    [['--window', '-500,1000'], windowTo8bit(slice, { center: -500, width: 1000 })],
    [['--range', '-1000,0'], windowTo8bit(slice, { center: -500, width: 1000 })],
  ];
  for (const [line, expected] of cases) {
    const { code } = await convert('scan.safetensors', 'out.PNG', '--slice', '1', '--overwrite', ...line);
    const { width, height, data } = decodePng(await readBytes(at('out.PNG')));
    expect([line, code, width, height, data]).toEqual([line, 0, 5, 4, expected]);
  }
  const usage: [string[], RegExp][] = [
    [[], /there are 3\. Choose with --slice, from 0 to 2/],
    [['--slice', '3'], /from 0 to 2/],
    [['--slice', '1', '--window', 'heart'], /lung, mediastinum, bone, or center,width/],
    [['--slice', '1', '--window', 'lung', '--labels'], /cannot be used with option/],
  ];
  for (const [line, message] of usage) {
    expect(await convert('scan.safetensors', 'no.png', ...line)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(message),
    });
  }
  expect(await readdir(root)).not.toContain('no.png');
});

it('values of no known unit are stretched, and the guess is told', async () => {
  const data = Float32Array.from({ length: 20 }, (_, i) => i / 19);
  await writeFile(at('odd.nii'), writeNifti({ ...scan, data, shape: [1, 4, 5] }, { gzip: false }));
  const { code, stderr } = await convert('odd.nii', 'odd.png');
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^miniseg: .*from 0 to 1, they were taken for grey from 0 to 1\..*--range/),
  ]);
  expect(decodePng(await readBytes(at('odd.png'))).data).toEqual(
    Uint8Array.from(data, (value) => Math.round(255 * value)),
  );
});

it('8- and 16-bit pictures go to .npy and back as they are', async () => {
  const wide = Uint16Array.from(pixelsOf(2), (value) => 200 * value);
  for (const [name, data] of Object.entries({ eight: pixelsOf(1), wide })) {
    await writeFile(at(`${name}.png`), greyPng(data));
    expect((await convert(`${name}.png`, `${name}.npz`)).code).toBe(0);
    expect((await convert(`${name}.npz`, `${name}-again.png`)).code).toBe(0);
    expect((await readFile(at(`${name}-again.png`))).equals(await readFile(at(`${name}.png`)))).toBe(true);
  }
});

it('--labels keeps the indices of a palette, marks a NIfTI file as label map and colors a PNG', async () => {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => i % 3);
  const mask = writeMaskPng({ data, shape: [1, HEIGHT, WIDTH] });
  await writeFile(at('mask.png'), mask);
  expect((await convert('mask.png', 'mask.nii', '--labels')).code).toBe(0);
  expect((await readPath(at('mask.nii'))).data).toEqual(data);
  expect((await readFile(at('mask.nii'))).readInt16LE(68)).toBe(1002);
  expect((await convert('mask.nii', 'again.png', '--labels')).code).toBe(0);
  expect((await readFile(at('again.png'))).equals(mask)).toBe(true);
  expect((await convert('mask.png', 'luma.npy')).code).toBe(0);
  const shown = await readSlice(mask);
  expect((await readPath(at('luma.npy'))).data).toEqual(Float32Array.from(shown.data));
});

it('--array and --volume choose where a file holds several', async () => {
  const one = { data: Float32Array.of(1, 2), shape: [1, 2] };
  await writeFile(at('two.npz'), writeNpz({ a: one, b: { ...one, data: Float32Array.of(3, 4) } }));
  expect(await convert('two.npz', 'b.npy')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/two\.npz' cannot be read: .*'a' \| 'b'.*Choose with --array/),
  });
  expect((await convert('two.npz', 'b.npy', '--array', 'b')).code).toBe(0);
  expect([...(await readPath(at('b.npy'))).data]).toEqual([3, 4]);
  // A fourth dimension of two: the header's sizes and count of dimensions are all that changes.
  const four = writeNifti({ ...scan, data: scan.data.slice(0, 40), shape: [2, 4, 5] }, { gzip: false });
  new DataView(four.buffer).setInt16(40, 4, true);
  new DataView(four.buffer).setInt16(46, 1, true);
  new DataView(four.buffer).setInt16(48, 2, true);
  await writeFile(at('four.nii'), four);
  expect((await convert('four.nii', 'four.npy')).stderr).toMatch(/--volume <n>/);
  expect((await convert('four.nii', 'four.npy', '--volume', '1')).code).toBe(0);
  expect((await readPath(at('four.npy'))).data).toEqual(Float32Array.from(scan.data.subarray(20, 40)));
});

it('missing, empty, foreign and truncated files are refused, and nothing is left behind', async () => {
  const whole = await readFile(at('scan.safetensors'));
  await writeFile(at('empty.dcm'), '');
  await writeFile(at('foreign.nii.gz'), 'this is a letter');
  await writeFile(at('cut.safetensors'), whole.subarray(0, whole.length - 7));
  await writeFile(at('cut.nii.gz'), writeNifti(scan).subarray(0, 100));
  await mkdir(at('folder'));
  await writeFile(at('folder', 'a.txt'), 'one');
  await writeFile(at('folder', 'b.txt'), 'two');
  await mkdir(at('nothing'));
  const before = (await readdir(root)).sort();
  const cases: [string, RegExp][] = [
    ['gone.nii', /gone\.nii' cannot be read: ENOENT/],
    ['empty.dcm', /empty\.dcm' cannot be read: The file is empty/],
    ['foreign.nii.gz', /foreign\.nii\.gz' cannot be read: The file begins 74 68.*DICOM, NIfTI, PNG/],
    ['cut.safetensors', /cut\.safetensors' cannot be read/],
    ['cut.nii.gz', /cut\.nii\.gz' cannot be read/],
    ['folder', /folder' cannot be read: The 2 files are neither a DICOM series nor a NIfTI pair/],
    ['nothing', /nothing' cannot be read: There are no files/],
  ];
  for (const [from, message] of cases) {
    for (const to of ['out.npy', 'out.nii.gz', 'out.png']) {
      const { code, stdout, stderr } = await convert(from, to);
      expect([from, code, stdout, stderr]).toEqual([from, 1, '', expect.stringMatching(message)]);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  }
  expect((await readdir(root)).sort()).toEqual(before);
});

it('unknown suffixes, existing files and the input itself are refused', async () => {
  for (const to of ['out.dcm', 'out', 'npy']) {
    expect(await convert('scan.safetensors', to)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/names no format.*\.npy, \.npz, \.nii\.gz, \.nii, \.safetensors, \.png/),
    });
  }
  expect(await convert('scan.safetensors', 'out.nii', '--slice', '1')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--slice, --window and --range are for \.png/),
  });
  expect(await convert('scan.safetensors', 'out.npy', '--series', '1')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--series chooses in a folder/),
  });
  await writeFile(at('out.npy'), 'mine');
  expect((await convert('scan.safetensors', 'out.npy')).stderr).toMatch(/exists already.*--overwrite/);
  expect(await readFile(at('out.npy'), 'utf8')).toBe('mine');
  expect((await convert('scan.safetensors', 'out.npy', '--overwrite')).code).toBe(0);
  expect((await convert('scan.safetensors', 'scan.safetensors', '--overwrite')).stderr).toMatch(
    /is an input/,
  );
  expect((await convert('scan.safetensors', path.join('new', 'folder', 'out.npy'))).code).toBe(0);
});
