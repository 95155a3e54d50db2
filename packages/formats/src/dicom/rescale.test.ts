import { describe, expect, test } from 'vitest';
import type { PixelArray } from '../volume/volume.js';
import type { DicomHeader } from './dicom-image.js';
import { type DicomPixelOptions, rescaleFrames, type StoredFrame } from './rescale.js';

const frame = (
  values: PixelArray,
  [slope, intercept]: [number, number],
  header: Partial<DicomHeader> = {},
): StoredFrame => ({
  values,
  frame: { slope, intercept },
  header: {
    photometric: 'MONOCHROME2',
    bitsAllocated: 16,
    bitsStored: 16,
    signed: false,
    ...header,
  } as DicomHeader,
});

const rescaled = (one: StoredFrame, options: DicomPixelOptions = {}) => rescaleFrames([one], options);

describe('The type of rescaled pixels is the smallest that holds them', () => {
  test.each<[string, PixelArray, [number, number], PixelArray]>([
    ['Hounsfield units', Uint16Array.of(0, 1024, 4095), [1, -1024], Int16Array.of(-1024, 0, 3071)],
    ['large ones', Uint16Array.of(0, 65535), [1, 0], Uint16Array.of(0, 65535)],
    ['of both signs', Uint16Array.of(0, 65535), [1, -1], Int32Array.of(-1, 65534)],
    ['huge', Uint16Array.of(0, 65535), [65536, 0], Float64Array.of(0, 4294901760)],
    ['fractions', Int16Array.of(-1, 0, 3), [0.5, 0], Float32Array.of(-0.5, 0, 1.5)],
    ['only the middle is one', Int16Array.of(-2, 1, 2), [0.5, 0], Float32Array.of(-1, 0.5, 1)],
    ['whole in spite of the slope', Int16Array.of(-2, 0, 4), [0.5, 1], Int16Array.of(0, 1, 3)],
    ['falling', Int16Array.of(-2, 5), [-2, 1], Int16Array.of(5, -9)],
    [
      'beyond the numbers',
      Int16Array.of(-1, 1),
      [1e308, 1e308],
      Float32Array.of(0, Number.POSITIVE_INFINITY),
    ],
  ])('%s', (_, stored, line, expected) => {
    expect(rescaled(frame(stored, line))).toEqual(expected);
  });

  test('8 bits stay 8 bits, unless they become negative', () => {
    const eight = { bitsAllocated: 8 as const, bitsStored: 8 };
    expect(rescaled(frame(Uint8Array.of(0, 255), [1, 0], eight))).toEqual(Uint8Array.of(0, 255));
    expect(rescaled(frame(Uint8Array.of(0, 255), [1, -1], eight))).toEqual(Int16Array.of(-1, 254));
  });
});

test('Pixels that cannot leave 16 bits are not looked at, and all others are', () => {
  const twelve = { bitsStored: 12 };
  const one = frame(Uint16Array.of(0, 255), [1, -1024], twelve);
  expect(rescaled(one)).toEqual(Int16Array.of(-1024, -769));
  expect(rescaled(frame(Uint16Array.of(0, 255), [8, 0], twelve))).toEqual(Int16Array.of(0, 2040));
  expect(rescaled(frame(Uint16Array.of(0, 4095), [16, 0], twelve))).toEqual(Uint16Array.of(0, 65520));
  expect(rescaled(frame(Uint16Array.of(0, 1), [1, 0.5], twelve))).toEqual(Float32Array.of(0.5, 1.5));
  const wide = frame(Uint16Array.of(40000), [1, 0]);
  expect(rescaleFrames([one, wide], {})).toEqual(Int32Array.of(-1024, -769, 40000));
  const padded = frame(Uint16Array.of(0, 5), [1, 0], { ...twelve, padding: [0, 0] });
  expect(rescaled(padded, { padding: 1e6 })).toEqual(Int32Array.of(1e6, 5));
});

test('A frame whose values stay as they are is not copied', () => {
  const values = Int16Array.of(-5, 5);
  expect(rescaled(frame(values, [1, 0], { signed: true }))).toBe(values);
});

test('Frames keep their order, each with its own slope', () => {
  const frames = [frame(Int16Array.of(1, 2), [1, 0]), frame(Int16Array.of(3, 4), [10, 1])];
  expect(rescaleFrames(frames, {})).toEqual(Int16Array.of(1, 2, 31, 41));
});

test('Pixels outside of the image are replaced, do not count for the type, and are kept where that is wanted', () => {
  const one = frame(Uint16Array.of(60000, 60001, 7, 60002), [1, -10], { padding: [60000, 60001] });
  expect(rescaled(one, { padding: -1024 })).toEqual(Int32Array.of(-1024, -1024, -3, 59992));
  const inside = frame(Uint16Array.of(60000, 7), [1, 0], { padding: [60000, 60000] });
  expect(rescaled(inside, { padding: -1024 })).toEqual(Int16Array.of(-1024, 7));
  expect(rescaled(inside, { padding: 0.5 })).toEqual(Float32Array.of(0.5, 7));
  expect(rescaled(inside, { padding: Number.NaN })).toEqual(Float32Array.of(Number.NaN, 7));
  expect(rescaled(inside, { padding: 'keep' })).toEqual(Uint16Array.of(60000, 7));
  const nothing = frame(Uint16Array.of(60000), [1, 0], { padding: [60000, 60000] });
  expect(rescaled(nothing, { padding: -1 })).toEqual(Int16Array.of(-1));
});

test('MONOCHROME1 changes white and black before the slope', () => {
  const turned = { photometric: 'MONOCHROME1', bitsStored: 12 };
  expect(rescaled(frame(Uint16Array.of(0, 4095), [2, 1], turned))).toEqual(Int16Array.of(8191, 1));
  expect(rescaled(frame(Uint16Array.of(0, 4095), [2, 1], turned), { monochrome1: 'keep' })).toEqual(
    Int16Array.of(1, 8191),
  );
  const signed = { ...turned, signed: true };
  expect(rescaled(frame(Int16Array.of(-2048, 2047), [1, 0], signed))).toEqual(Int16Array.of(2047, -2048));
});
