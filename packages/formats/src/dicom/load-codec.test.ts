import { expect, test } from 'vitest';
import type { FrameDecoder } from './codec.js';
import { loadCodec } from './load-codec.js';

class Decoder {}
const works = async () => ({
  default: async () => ({ Decoder: Decoder as unknown as new () => FrameDecoder }),
});
const isMissing = async () => {
  throw new Error('no such file');
};
const doesNotStart = async () => ({
  default: async () => {
    throw new Error('no WebAssembly here');
  },
});

test('The first build that starts is used', async () => {
  expect(await loadCodec('Decoder', [works, isMissing])).toBe(Decoder);
  expect(await loadCodec('Decoder', [isMissing, works])).toBe(Decoder);
  expect(await loadCodec('Decoder', [doesNotStart, works])).toBe(Decoder);
});

test('Where none starts, the error says why', async () => {
  await expect(loadCodec('Decoder', [isMissing, doesNotStart])).rejects.toMatchObject({
    name: 'FormatError',
    code: 'unsupported',
    message: expect.stringMatching(/no such file; no WebAssembly here/),
  });
});

test.each([
  ['JPEG-LS', () => import('#charls/plain'), 'JpegLSDecoder' as const],
  ['JPEG 2000', () => import('#openjpeg/plain'), 'J2KDecoder' as const],
])('The plain JavaScript build for %s starts everywhere', async (_, build, name) => {
  expect(await loadCodec(name, [build])).toBeTypeOf('function');
});
