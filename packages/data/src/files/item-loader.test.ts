import { encodePng } from '@miniseg/formats';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { describe, expect, it } from 'vitest';
import { BatchSource } from '../batch/batch-source.js';
import { itemLoader } from './item-loader.js';

const png = (values: number[]) =>
  encodePng({ width: 2, height: 1, channels: 1, data: Uint8Array.from(values), maxValue: 255 });
const keys = { seed: 0, epoch: 0, index: 0 };

describe('itemLoader', () => {
  const files: Record<string, Uint8Array> = { image: png([0, 255]), mask: png([0, 255]) };
  const read = async (name: string) => files[name];

  it('standardizes, repeats the grey channel, remaps labels and resizes', async () => {
    const items = [{ id: '1', image: 'image', mask: 'mask' }];
    const normalize = { mean: 0.5, std: 0.25 };
    const load = itemLoader(items, { read, normalize, remap: { 0: 0, 255: 1 } });
    expect(await load(keys)).toEqual({
      width: 2,
      height: 1,
      channels: 3,
      image: Float32Array.of(-2, -2, -2, 2, 2, 2),
      mask: Uint8Array.of(0, 1),
    });
    const sized = await itemLoader(items, { read, channels: 1, size: [4, 2] })(keys);
    expect([sized.width, sized.height, sized.image.length, sized.mask?.length]).toEqual([4, 2, 8, 8]);
    expect([...sized.image.subarray(0, 4)]).toEqual([0, 0.25, 0.75, 1]);
  });

  it('gives samples without mask where an item has none', async () => {
    const sample = await itemLoader([{ id: '1', image: 'image' }], { read })(keys);
    expect(sample.mask).toBeUndefined();
  });

  it.skipIf(!sharedAvailable)(`makes batches of CT100 (${SHARED_HINT})`, async () => {
    const items = ['0000', '0001', '0048'].map((id) => ({
      id,
      image: `images/tr_im_${id}.png`,
      mask: `masks/tr_mask_${id}.png`,
    }));
    const load = itemLoader(items, { read: (name) => readShared(`data/ct100/${name}`), size: [256, 256] });
    const source = new BatchSource({ count: 3, load, batchSize: 2 });
    const shapes: number[][] = [];
    for await (const { shape, masks } of source.epoch(0)) {
      shapes.push(shape);
      expect(new Set(masks).size).toBeLessThanOrEqual(2);
    }
    expect(shapes).toEqual([
      [2, 256, 256, 3],
      [1, 256, 256, 3],
    ]);
  });
});
