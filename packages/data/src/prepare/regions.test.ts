import { readVolume } from '@miniseg/formats';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { describe, expect, it } from 'vitest';
import { chestPhantom } from '../phantom/chest-phantom.js';
import { boundingBox } from './crop.js';
import { bodyMask, connectedComponents, lungMask } from './regions.js';

function dice(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    both += a[i] & b[i];
    total += a[i] + b[i];
  }
  return (2 * both) / total;
}

describe('bodyMask and lungMask', () => {
  const phantom = chestPhantom({ seed: 6, size: 96, slices: 12, lesions: 'none', noise: 10 });

  it('finds the body of a phantom without its couch', () => {
    const body = bodyMask(phantom.volume);
    expect(dice(body, phantom.masks.body)).toBeGreaterThan(0.98);
  });

  it('finds the lungs of a healthy phantom', () => {
    const lungs = lungMask(phantom.volume);
    expect(dice(lungs, phantom.masks.lung)).toBeGreaterThan(0.93);
    const [found, truth] = [lungs, phantom.masks.lung].map(
      (mask) => boundingBox(mask, phantom.volume.shape)!,
    );
    for (const axis of [1, 2]) {
      expect(Math.abs(found!.from[axis] - truth!.from[axis])).toBeLessThanOrEqual(2);
      expect(Math.abs(found!.to[axis] - truth!.to[axis])).toBeLessThanOrEqual(2);
    }
  });

  it.skipIf(!sharedAvailable)(`agrees with the lung mask of a real chest CT (${SHARED_HINT})`, async () => {
    const read = async (name: string) => readVolume(await readShared(`data/readers/nifti/${name}.nii.gz`));
    const [scan, mask] = [await read('chest-128x128x64'), await read('chest-128x128x64-lungmask')];
    // That mask was interpolated: its edge lies at 127.
    const truth = Uint8Array.from(mask.data, (value) => (value > 127 ? 1 : 0));
    const lungs = lungMask(scan);
    expect(dice(lungs, truth)).toBeGreaterThan(0.965);
    const [found, box] = [boundingBox(lungs, scan.shape)!, boundingBox(truth, scan.shape)!];
    for (const axis of [0, 1, 2]) {
      expect(Math.abs(found.from[axis] - box.from[axis])).toBeLessThanOrEqual(1);
      expect(Math.abs(found.to[axis] - box.to[axis])).toBeLessThanOrEqual(1);
    }
  });

  it('gives an empty mask where nothing is above the threshold', () => {
    const air = { data: new Int16Array(27).fill(-1000), shape: [3, 3, 3] as [number, number, number] };
    expect(bodyMask(air).some(Boolean)).toBe(false);
    expect(lungMask(air).some(Boolean)).toBe(false);
  });
});

describe('connectedComponents', () => {
  it('joins along the six faces and not across corners or row ends', () => {
    // Two slices of 2 x 3: the pixels at the end of row 0 and the start of row 1 do not touch.
    const mask = [0, 0, 1, 1, 0, 0, /**/ 0, 0, 1, 0, 1, 0];
    const { labels, sizes } = connectedComponents((i) => mask[i] === 1, [2, 2, 3]);
    expect([...labels]).toEqual([0, 0, 1, 2, 0, 0, 0, 0, 1, 0, 3, 0]);
    expect(sizes).toEqual([0, 2, 1, 1]);
  });
});
