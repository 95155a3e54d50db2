import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../errors.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { pictures } from '../fixtures/pictures.js';
import { decodePng } from './decode-png.js';
import { encodePng } from './encode-png.js';

const pngs = Object.entries(pictures).filter(([name]) => !name.startsWith('jpeg'));

test.each(pngs)('%s reads to the samples that an independent encoder was given', (_, picture) => {
  const raster = decodePng(fromBase64(picture.base64));
  expect(Array.from(raster.data)).toEqual(picture.samples);
  expect(raster.channels).toBe(picture.channels);
  expect(raster.maxValue).toBe(picture.maxValue);
  expect(raster.palette && Array.from(raster.palette)).toEqual(picture.palette);
});

describe('damaged files', () => {
  const file = fromBase64(pictures['rgb8-adam7'].base64);
  const withHeader = (edit: (view: DataView) => void) => {
    const copy = encodePng({ width: 2, height: 2, channels: 1, data: new Uint8Array(4), maxValue: 255 });
    edit(new DataView(copy.buffer));
    return copy;
  };

  test('A file cut off anywhere is reported as truncated', () => {
    for (let length = 8; length < file.length; length++) {
      expect(() => decodePng(file.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'truncated' }),
      );
    }
  });

  test('A flipped bit never passes unnoticed into the pixels', () => {
    const whole = decodePng(file);
    fc.assert(
      fc.property(fc.nat(file.length * 8 - 1), (bit) => {
        const flipped = file.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        try {
          expect(decodePng(flipped).data).toEqual(whole.data);
        } catch (error) {
          if (!FormatError.isInstance(error)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('A header that was changed fails its checksum', () => {
    const changed = withHeader((view) => view.setUint32(16, 3));
    expect(() => decodePng(changed)).toThrow(/IHDR chunk fails its checksum/);
  });
});

test('Gigantic dimensions are refused before memory is taken', () => {
  const tiny = encodePng({ width: 1, height: 1, channels: 1, data: new Uint8Array(1), maxValue: 255 });
  const huge = fromBase64(
    // 2^31 - 1 by 2^31 - 1 pixels, header checksum right
    'iVBORw0KGgoAAAANSUhEUn////9/////CAAAAAAxolS6AAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  );
  expect(() => decodePng(huge)).toThrow(expect.objectContaining({ code: 'too-large' }));
  expect(() => decodePng(tiny, { maxBytes: 0 })).toThrow(/pass a larger maxBytes/);
});
