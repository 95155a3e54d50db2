/** Whatever a file has been through, reading it gives a checkpoint or a CheckpointError, and soon. */
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFixture } from './fixtures/load-fixture.js';
import { CheckpointError, readCheckpoint, toFloat32 } from './index.js';

/** Milliseconds for a file of a few hundred kB; an undamaged one takes about ten. */
const SOON = 5000;

const outcomes = { read: 0, refused: 0 };

function readOrRefuse(bytes: Uint8Array): void {
  const started = performance.now();
  try {
    const { tensors } = readCheckpoint(bytes);
    let total = 0;
    for (const tensor of tensors.values()) {
      // An empty tensor may have other sizes beyond any memory.
      total += toFloat32(tensor).length;
    }
    expect(total).toBeLessThan(5 * bytes.length + 2 ** 24);
    outcomes.read++;
  } catch (error) {
    if (!CheckpointError.isInstance(error)) throw error;
    outcomes.refused++;
  }
  expect(performance.now() - started).toBeLessThan(SOON);
}

const damage = (length: number) =>
  fc.array(fc.tuple(fc.nat(length - 1), fc.nat(7)), { minLength: 1, maxLength: 8 });

function flipped(file: Uint8Array, flips: [number, number][]): Uint8Array {
  const copy = file.slice();
  for (const [at, bit] of flips) copy[at] ^= 1 << bit;
  return copy;
}

const small = [
  'dtypes.zip.pt',
  'training-protocol4.zip.pt',
  'big-endian.zip.pt',
  'layouts.legacy.pt',
  'dtypes.safetensors',
];

describe.each(small)('a damaged %s', (name) => {
  it('is refused when it is cut off anywhere', async () => {
    const file = await loadFixture(name);
    for (let length = 0; length < file.length; length++) {
      expect(() => readCheckpoint(file.subarray(0, length)), `cut to ${length}`).toThrow(
        expect.objectContaining({ name: 'CheckpointError' }),
      );
    }
  });

  it('is read or refused with any bits flipped', async () => {
    const file = await loadFixture(name);
    outcomes.read = 0;
    outcomes.refused = 0;
    fc.assert(
      fc.property(damage(file.length), (flips) => readOrRefuse(flipped(file, flips))),
      { numRuns: 1500 },
    );
    // Both happen, or the fuzzing does not reach what it should.
    expect(outcomes.read).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });
});

it('any bytes behind a valid beginning are read or refused', async () => {
  for (const name of small) {
    const file = await loadFixture(name);
    fc.assert(
      fc.property(fc.nat(file.length), fc.uint8Array({ maxLength: 400 }), (length, tail) => {
        const spliced = new Uint8Array(length + tail.length);
        spliced.set(file.subarray(0, length));
        spliced.set(tail, length);
        readOrRefuse(spliced);
      }),
      { numRuns: 300 },
    );
  }
});

describe.skipIf(!sharedAvailable)(`the published legacy checkpoint, damaged (${SHARED_HINT})`, () => {
  it('is refused when it is cut off anywhere', async () => {
    const file = await readShared('data/official/miniseg-ct100-fold1.pth');
    const refused = (length: number) =>
      expect(() => readCheckpoint(file.subarray(0, length)), `cut to ${length}`).toThrow(
        expect.objectContaining({ name: 'CheckpointError' }),
      );
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => void refused(length)),
      { numRuns: 150 },
    );
    refused(file.length - 1);
  });

  it('is read or refused with any bits flipped, in its pickles above all', async () => {
    const file = await readShared('data/official/miniseg-ct100-fold1.pth');
    fc.assert(
      fc.property(fc.oneof(damage(80_000), damage(file.length)), (flips) =>
        readOrRefuse(flipped(file, flips)),
      ),
      { numRuns: 200 },
    );
  });
});
