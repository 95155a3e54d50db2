import { encodePng, writeNpy } from '@miniseg/formats';
import { describe, expect, it } from 'vitest';
import { previewDataset } from './preview-dataset.js';

const png = (values: number[]) =>
  encodePng({ width: 2, height: 2, channels: 1, data: Uint8Array.from(values), maxValue: 255 });

describe('previewDataset', () => {
  it('tiles the items it chose, always the same for a seed', async () => {
    const read = async (name: string) => png(Array(4).fill(Number(name)));
    const items = Array.from({ length: 30 }, (_, i) => ({ id: `${i}`, image: `${i * 8}` }));
    const sheet = await previewDataset(items, { read, count: 4, tile: 2 });
    expect([sheet.width, sheet.height]).toEqual([10, 10]);
    expect(await previewDataset(items, { read, count: 4, tile: 2 })).toEqual(sheet);
    expect(await previewDataset(items, { read, count: 4, tile: 2, seed: 1 })).not.toEqual(sheet);
    await expect(previewDataset([], { read })).rejects.toThrow(/no items/);
  });

  it('shows of a volume the slice with the most labels', async () => {
    const files: Record<string, Uint8Array> = {
      image: writeNpy({ data: Uint8Array.of(10, 10, 90, 90, 200, 200), shape: [3, 1, 2] }),
      mask: writeNpy({ data: Uint8Array.of(1, 0, 0, 0, 1, 1), shape: [3, 1, 2] }),
    };
    const read = async (name: string) => files[name];
    const sheet = await previewDataset([{ id: 'v', image: 'image', mask: 'mask' }], { read, tile: 2 });
    const blank = await previewDataset([{ id: 'v', image: 'image' }], { read, tile: 2 });
    const pixel = (raster: typeof sheet) => [...raster.data.subarray((2 * 6 + 2) * 3, (2 * 6 + 2) * 3 + 3)];
    expect(pixel(blank)).toEqual([90, 90, 90]);
    expect(new Set(pixel(sheet)).size).toBeGreaterThan(1);
  });
});
