/** Small files that announce much: each is refused in words, from its header, and the others are segmented. */
import { deflateSync, gzipSync } from 'node:zlib';
import { writeNpy } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { pngBeginning, pngChunk } from '../../packages/formats/src/png/write-png-chunks.js';
import type { MemoryFile } from './app.js';
import { describePage } from './describe-page.js';
import { phantomJpeg, phantomPng } from './samples.js';

const file = (name: string, bytes: Uint8Array): MemoryFile => ({
  name,
  mimeType: '',
  buffer: Buffer.from(bytes),
});

/** Black, and compressed a thousandfold. */
function blackPng(side: number, bits: 1 | 8): Uint8Array {
  const [signature, header] = pngBeginning({ width: side, height: side, channels: 1 }, 8);
  // The depth of an IHDR chunk is byte 8 of its data, which eight bytes of length and name precede.
  const data = header.subarray(8, 8 + 13).slice();
  data[8] = bits;
  const pixels = new Uint8Array((Math.ceil((side * bits) / 8) + 1) * side);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', data),
    pngChunk('IDAT', deflateSync(pixels)),
    pngChunk('IEND', new Uint8Array(0)),
  ]);
}

/** Of one byte a voxel, all zero. */
function nifti(dims: [number, number, number]): Uint8Array {
  const bytes = Buffer.alloc(352 + dims[0] * dims[1] * dims[2]);
  bytes.writeInt32LE(348, 0);
  bytes.writeInt16LE(3, 40);
  for (const [i, side] of [...dims, 1, 1, 1, 1].entries()) bytes.writeInt16LE(side, 42 + 2 * i);
  bytes.writeInt16LE(2, 70);
  bytes.writeInt16LE(8, 72);
  for (let i = 0; i < 4; i++) bytes.writeFloatLE(1, 76 + 4 * i);
  bytes.writeFloatLE(352, 108);
  bytes.write('n+1\0', 344, 'latin1');
  return gzipSync(bytes);
}

function hugeJpeg(name: string): MemoryFile {
  const jpeg = phantomJpeg(name, 1);
  const frame = jpeg.buffer.findIndex(
    (byte, at) => byte === 0xff && [0xc0, 0xc2].includes(jpeg.buffer[at + 1]),
  );
  // Rows and columns follow the marker, the length and the depth.
  jpeg.buffer.writeUInt16BE(60_000, frame + 5);
  jpeg.buffer.writeUInt16BE(60_000, frame + 7);
  return jpeg;
}

const hugeNpy = () => writeNpy({ data: new Uint8Array(40e6), shape: [40_000, 1000] }).slice(0, 100_000);

await describePage('has a budget', ({ open }) => {
  it('bombs are named, with what they need, what is allowed and the cure; the others are segmented', async () => {
    const page = await open();
    const bombs: Record<string, Uint8Array> = {
      'bits.png': blackPng(30_000, 1),
      'inflates.nii.gz': nifti([1024, 1024, 120]),
      'slices.nii.gz': nifti([1, 1, 32_767]),
      'numbers.npy': hugeNpy(),
    };
    for (const bytes of Object.values(bombs)) expect(bytes.length).toBeLessThan(2 ** 18);
    const small = [phantomPng('first.png', 1), phantomPng('last.png', 2)];
    const files = Object.entries(bombs).map(([name, bytes]) => file(name, bytes));
    await page.files([small[0], ...files, hugeJpeg('frame.jpg'), small[1]]);
    await page.finished();
    await page.press(/Segment all/);
    await expect
      .poll(async () => Object.keys((await page.state()).failures).length, { timeout: 60_000 })
      .toBe(5);
    await expect.poll(async () => (await page.state()).run).toBeUndefined();
    const { failures, inputs, results } = await page.state();
    const failure = (name: string) => failures[inputs.find(({ label }) => label === name)?.id ?? ''];
    const memory = (values: string) =>
      new RegExp(
        `announces ${values} values.* take \\d+ MiB .*than the \\d+ MiB.*command line.*--max-memory.*smaller`,
      );
    expect(failure('bits.png')).toMatch(memory('1 x 30000 x 30000'));
    expect(failure('inflates.nii.gz')).toMatch(memory('120 x 1024 x 1024'));
    expect(failure('frame.jpg')).toMatch(memory('1 x 60000 x 60000'));
    expect(failure('slices.nii.gz')).toMatch(
      /32767 x 1 x 1 values.* \d+ million pixels, and 16 million are allowed.*--max-work \d+/,
    );
    expect(failure('numbers.npy')).toMatch(/100000 bytes where its header needs 40000128/);
    expect(Object.keys(results)).toHaveLength(2);
    expect(page.errors).toEqual([]);
  });

  it('a single bomb is named in the message, and the page goes on', async () => {
    const page = await open();
    await page.files([file('alone.png', blackPng(30_000, 1))]);
    const message = page.page.locator('.message.error');
    await message.waitFor();
    await expect.poll(() => message.textContent()).toMatch(/alone\.png: .*30000 x 30000 .*--max-memory/s);
    await page.files([phantomPng('after.png', 3)]);
    await expect.poll(async () => Object.keys((await page.state()).results).length).toBe(1);
    expect(page.errors).toEqual([]);
  });

  it('a large picture that is allowed is drawn from every so many of its pixels', async () => {
    const page = await open();
    const made = page.page.evaluate(() => {
      const { ImageData: Original } = globalThis;
      const sizes: number[] = [];
      globalThis.ImageData = new Proxy(Original, {
        construct: (target, args) => {
          sizes.push(args[0] * args[1]);
          return Reflect.construct(target, args);
        },
      });
      (globalThis as never as { sizes: number[] }).sizes = sizes;
    });
    await made;
    await page.files([file('large.png', blackPng(3500, 8))]);
    await page.finished();
    const sizes = () => page.page.evaluate(() => (globalThis as never as { sizes: number[] }).sizes);
    await expect.poll(async () => (await sizes()).length).toBeGreaterThan(0);
    expect(Math.max(...(await sizes()))).toBeLessThanOrEqual(2 ** 22);
    expect(Math.max(...(await sizes()))).toBeGreaterThan(1e6);
    expect((await page.state()).failures).toEqual({});
  });
});
