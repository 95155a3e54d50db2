import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readNpy } from '@miniseg/formats';
import { readBytes, readPath } from '@miniseg/formats/node';
import { SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';

const readers = path.join(process.env.MINISEG_SHARED ?? '', 'data/readers');
let root = '';
const out = (name: string) => path.join(root, name);
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function readable(): Promise<string[]> {
  const names = async (folder: string) =>
    (await readdir(path.join(readers, folder), { withFileTypes: true }))
      .filter(({ name }) => name !== 'not-nifti.nii')
      .map(({ name }) => path.join(folder, name));
  return [...(await names('dicom')), ...(await names('nifti'))];
}
const files = sharedAvailable ? await readable() : [];

describe.skipIf(!sharedAvailable)(`files of scanners and other programs (${SHARED_HINT})`, () => {
  it('there are some', () => expect(files.length).toBeGreaterThan(15));

  it.each(files)('%s goes to .npy and back with the values that readPath gives', async (file) => {
    const volume = await readPath(path.join(readers, file));
    const { code } = await runCli('data', 'convert', path.join(readers, file), out('a.npy'), '--overwrite');
    expect(code).toBe(0);
    const array = readNpy(await readBytes(out('a.npy')));
    expect(array.data).toBeInstanceOf(Float32Array);
    expect(array.shape).toEqual(volume.shape);
    expect(Buffer.compare(bytesOf(array.data), bytesOf(Float32Array.from(volume.data)))).toBe(0);
    expect((await runCli('data', 'convert', out('a.npy'), out('b.nii'), '--overwrite')).code).toBe(0);
    expect((await runCli('data', 'convert', out('b.nii'), out('c.npy'), '--overwrite')).code).toBe(0);
    expect(Buffer.compare(await readBytes(out('c.npy')), await readBytes(out('a.npy')))).toBe(0);
  });

  it('the series keeps values and geometry as .nii.gz', async () => {
    const series = path.join(readers, 'dicom/series-j2k');
    expect((await runCli('data', 'convert', series, out('series.nii.gz'))).code).toBe(0);
    const written = await readPath(out('series.nii.gz'));
    const read = await readPath(series);
    expect(written.data).toBeInstanceOf(Int16Array);
    expect(Buffer.compare(bytesOf(written.data), bytesOf(read.data))).toBe(0);
    for (const key of ['spacing', 'origin', 'direction'] as const) {
      const [one, other] = [written[key].flat(), read[key].flat()];
      for (const [index, value] of one.entries()) expect(value).toBeCloseTo(other[index], 3);
    }
  });

  it('a file that is no NIfTI is refused', async () => {
    const result = await runCli('data', 'convert', path.join(readers, 'nifti/not-nifti.nii'), out('no.npy'));
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not-nifti\.nii' cannot be read/),
    });
    expect(await readdir(root)).not.toContain('no.npy');
  });
});

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength);
