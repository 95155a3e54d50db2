import { volumeFromArray, writeNifti } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { fromBase64 } from '../../../formats/src/fixtures/from-base64.js';
import { pictures } from '../../../formats/src/fixtures/pictures.js';
import type { ImageSource } from '../sort/image-source.js';
import { studyMemory } from './check-memory.js';
import { readStudy } from './read-study.js';

/** @param asked Is told of each file that is read as a whole. */
const source = (name: string, bytes: Uint8Array, asked: string[] = []): ImageSource => ({
  name,
  size: bytes.length,
  beginning: async (count) => bytes.subarray(0, count),
  bytes: async () => {
    asked.push(name);
    return bytes;
  },
});

/** A header that announces 120 slices of 1024 x 1024 bytes, and next to no voxels. */
function largePair(): [header: Uint8Array, image: Uint8Array] {
  const volume = volumeFromArray({ data: new Uint8Array(1), shape: [1, 1, 1] });
  const header = writeNifti(volume, { gzip: false }).slice(0, 348);
  const view = new DataView(header.buffer);
  for (const [at, side] of [1024, 1024, 120].entries()) view.setInt16(42 + 2 * at, side, true);
  view.setFloat32(108, 0, true);
  header.set([0x6e, 0x69], 344);
  return [header, new Uint8Array(100)];
}

it('a pair is counted by its header, whichever of the two files comes first', async () => {
  const [header, image] = largePair();
  const files = [source('a.hdr', header), source('a.img', image)];
  for (const order of [files, files.toReversed()]) {
    const input = { kind: 'nifti' as const, files: order, notes: [] };
    expect(await studyMemory(input)).toBeGreaterThan(120 * 2 ** 20);
    await expect(readStudy(input, { maxMemory: 2 ** 28 })).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/120 x 1024 x 1024 values.*maxMemory/),
    });
  }
});

it('a picture is counted by its beginning, and by all of it where that does not tell', async () => {
  const memory = async (bytes: Uint8Array) => {
    const asked: string[] = [];
    const input = { kind: 'picture' as const, files: [source('a', bytes, asked)] };
    return { memory: await studyMemory(input), asked };
  };
  const jpeg = fromBase64(pictures.jpegGrey.base64);
  const alone = await memory(jpeg);
  expect(alone.asked).toEqual([]);
  expect(alone.memory).toBeGreaterThan(jpeg.length);
  // Two comments, which push the size of the picture out of what is looked at first.
  const comment = new Uint8Array(2 + 40_000);
  comment.set([0xff, 0xfe, 40_000 >> 8, 40_000 & 255]);
  const behind = Uint8Array.from([...jpeg.subarray(0, 2), ...comment, ...comment, ...jpeg.subarray(2)]);
  expect(await memory(behind)).toEqual({ memory: (alone.memory ?? 0) + 2 * comment.length, asked: ['a'] });
  expect(await memory(new Uint8Array(9))).toEqual({ memory: undefined, asked: ['a'] });
});
