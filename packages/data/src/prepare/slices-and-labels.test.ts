import { describe, expect, it } from 'vitest';
import { extractSlice, sliceCount } from './extract-slice.js';
import { CT100_TO_INFECTION, remapLabels } from './remap-labels.js';

describe('extractSlice', () => {
  const volume = {
    data: Int16Array.from({ length: 24 }, (_, i) => i),
    shape: [2, 3, 4] as [number, number, number],
  };

  it('cuts along each axis', () => {
    expect(extractSlice(volume, 1)).toEqual({
      width: 4,
      height: 3,
      channels: 1,
      data: volume.data.slice(12),
    });
    const coronal = extractSlice(volume, 2, { axis: 'row' });
    expect([coronal.height, coronal.width]).toEqual([2, 4]);
    expect([...coronal.data]).toEqual([8, 9, 10, 11, 20, 21, 22, 23]);
    const sagittal = extractSlice(volume, 0, { axis: 'column' });
    expect([...sagittal.data]).toEqual([0, 4, 8, 12, 16, 20]);
    expect([sliceCount(volume), sliceCount(volume, 'row'), sliceCount(volume, 'column')]).toEqual([2, 3, 4]);
  });

  it('interleaves neighbors and repeats the outermost slice beyond the ends', () => {
    const first = extractSlice(volume, 0, { neighbors: 1 });
    expect(first.channels).toBe(3);
    expect([...first.data.slice(0, 6)]).toEqual([0, 0, 12, 1, 1, 13]);
    const last = extractSlice(volume, 1, { neighbors: 2 });
    expect([...last.data.slice(0, 5)]).toEqual([0, 0, 12, 12, 12]);
  });

  it('refuses an index outside the volume', () => {
    expect(() => extractSlice(volume, 2)).toThrow(/integer from 0 to 1/);
    expect(() => extractSlice(volume, 0, { neighbors: -1 })).toThrow(/neighbors is -1/);
  });
});

describe('remapLabels', () => {
  it('joins ground glass and consolidation of the original CT100 masks', () => {
    expect([...remapLabels(Float32Array.of(0, 1, 2, 3), CT100_TO_INFECTION)]).toEqual([0, 1, 1, 0]);
  });

  it('treats labels that are not named as told', () => {
    expect([...remapLabels(Uint8Array.of(5, 7, 9), { 7: 1 }, 0)]).toEqual([0, 1, 0]);
    expect([...remapLabels(Uint8Array.of(5, 7, 9), { 7: 1 }, 'keep')]).toEqual([5, 1, 9]);
    expect(() => remapLabels(Uint8Array.of(5), { 7: 1 })).toThrow(
      /label 5 at voxel 0 is not in the map \(7\)/,
    );
    expect(() => remapLabels(Float32Array.of(0.5), {}, 'keep')).toThrow(/0.5 becomes 0.5/);
  });
});
