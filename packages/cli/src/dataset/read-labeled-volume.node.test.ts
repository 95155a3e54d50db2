/** What tells two scans apart. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeNifti } from '@miniseg/formats';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { phantom } from '../../test/phantom.js';
import { readLabeledVolume } from './read-labeled-volume.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** As two files, of which the first is the same for all scans of a grid. */
async function writePair(name: string, data: Int16Array): Promise<string> {
  const whole = writeNifti({ ...phantom, data }, { gzip: false });
  const header = whole.slice(0, 348);
  header.set(new TextEncoder().encode('ni1\0'), 344);
  new DataView(header.buffer).setFloat32(108, 0, true);
  await writeFile(path.join(root, `${name}.img`), whole.subarray(352));
  await writeFile(path.join(root, `${name}.hdr`), header);
  return path.join(root, `${name}.hdr`);
}

it('is their voxels: scans of one header are two, and one that is compressed is the same', async () => {
  const data = Int16Array.from(phantom.data);
  const other = data.map((value) => value + 1);
  const mask = path.join(root, 'mask.nii');
  await writeFile(mask, writeNifti({ ...phantom, data: new Uint8Array(data.length) }, { gzip: false }));
  const packed = path.join(root, 'packed.nii.gz');
  await writeFile(packed, writeNifti({ ...phantom, data }));
  const images = [await writePair('one', data), await writePair('other', other), packed];
  const read = await Promise.all(images.map((image) => readLabeledVolume({ id: image, image, mask }, {})));
  const [one, two, same] = read.map(({ imageSha256, sha256 }) => ({ imageSha256, sha256 }));
  expect(two.imageSha256).not.toBe(one.imageSha256);
  expect(two.sha256).not.toBe(one.sha256);
  expect(same).toEqual(one);
});
