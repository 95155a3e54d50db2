import { encodePng, writeNpy } from '@miniseg/formats';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { describe, expect, it } from 'vitest';
import { DataError } from '../errors.js';
import { checkDataset } from './check-dataset.js';
import { contentHash } from './content-hash.js';
import { formatReport } from './format-report.js';

const png = (values: number[], width = 2) =>
  encodePng({
    width,
    height: values.length / width,
    channels: 1,
    data: Uint8Array.from(values),
    maxValue: 255,
  });

const npy = (values: number[]) => writeNpy({ data: Float32Array.from(values), shape: [2, 2] });

const files: Record<string, Uint8Array> = {
  a: png([1, 2, 3, 4]),
  'a-copy': png([1, 2, 3, 4]),
  b: png([9, 2, 3, 4]),
  blank: png([7, 7, 7, 7]),
  wide: png([1, 2, 3, 4, 5, 6], 3),
  good: png([0, 1, 0, 0]),
  empty: png([0, 0, 0, 0]),
  strange: png([0, 3, 3, 255]),
  white: png([0, 255, 0, 0]),
  holed: npy([1, 2, Number.NaN, 4]),
  numberless: npy([Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN]),
  broken: Uint8Array.of(1, 2, 3),
};
const read = async (name: string) => {
  if (!files[name]) throw Object.assign(new Error(`no such file: ${name}`), { code: 'ENOENT' });
  return files[name];
};
const codes = (report: Awaited<ReturnType<typeof checkDataset>>) =>
  report.issues.map((issue) => `${issue.code} ${issue.items.join('+')}`);

describe('checkDataset', () => {
  it('finds no fault with a sound data set and counts it', async () => {
    const report = await checkDataset(
      [
        { id: '1', image: 'a', mask: 'good', group: 'p', split: 'training' },
        { id: '2', image: 'b', mask: 'good', group: 'q', split: 'validation' },
      ],
      { read },
    );
    expect(report.issues).toEqual([]);
    expect(report.items.map((item) => item.lesionShare)).toEqual([0.25, 0.25]);
    expect(report.statistics?.classPixels).toEqual([6, 2]);
    const text = formatReport(report);
    expect(text).toContain('2 readable items, 2 with a mask');
    expect(text).toContain('splits  training: 1  validation: 1');
    expect(text).toContain('no issues');
  });

  it('reports each kind of fault with the items concerned', async () => {
    const report = await checkDataset(
      [
        { id: 'ok', image: 'a', mask: 'good' },
        { id: 'empty', image: 'b', mask: 'empty' },
        { id: 'strange', image: 'b', mask: 'strange' },
        { id: 'blank', image: 'blank', mask: 'good' },
        { id: 'wide', image: 'wide' },
        { id: 'unequal', image: 'wide', mask: 'good' },
        { id: 'broken', image: 'broken', mask: 'good' },
        { id: 'gone', image: 'nowhere', mask: 'good' },
      ],
      { read },
    );
    expect(codes(report)).toEqual([
      'empty-mask empty',
      'unexpected-label strange',
      'constant-image blank',
      'no-mask wide',
      'size-mismatch unequal',
      'unreadable broken',
      'unreadable gone',
      'mixed-sizes wide',
      'duplicate-image empty+strange',
    ]);
    const text = formatReport(report);
    expect(text).toContain('strange: labels 3 (2 pixels); expected 0, 1: remap them.');
    expect(text).toContain('gone: cannot be read: no such file: nowhere');
    expect(text.indexOf('warning [')).toBeGreaterThan(text.lastIndexOf('error ['));
  });

  it('tells of pixels that are no numbers, and measures the others', async () => {
    const items = [
      { id: 'ok', image: 'a', mask: 'good' },
      { id: 'holed', image: 'holed', mask: 'good' },
      { id: 'numberless', image: 'numberless', mask: 'good' },
    ];
    const report = await checkDataset(items, { read });
    expect(report.issues).toMatchObject([
      { code: 'no-numbers', severity: 'warning', items: ['holed'] },
      { code: 'no-numbers', severity: 'error', items: ['numberless'] },
    ]);
    expect(report.statistics?.images).toBe(2);
    expect(report.statistics?.mean).toBeCloseTo((10 / 4 + 7 / 3) / 2 / 255, 9);
    expect((await checkDataset(items.slice(2), { read })).statistics).toBeUndefined();
  });

  it('finds pictures and patients that stand in two splits', async () => {
    const report = await checkDataset(
      [
        { id: '1', image: 'a', mask: 'good', group: 'p', split: 'training' },
        { id: '2', image: 'a-copy', mask: 'good', group: 'q', split: 'validation' },
        { id: '3', image: 'b', mask: 'good', group: 'p', split: 'validation' },
      ],
      { read },
    );
    expect(codes(report)).toEqual(['leakage-duplicate 1+2', 'leakage-group 1+3']);
    expect(report.issues.every((issue) => issue.severity === 'error')).toBe(true);
  });

  it('remaps labels, and notices masks whose only foreground is the ignored label', async () => {
    const items = [{ id: 'white', image: 'a', mask: 'white' }];
    expect(codes(await checkDataset(items, { read }))).toEqual(['unexpected-label white']);
    const remapped = await checkDataset(items, { read, remap: { 0: 0, 255: 1 } });
    expect(remapped.issues).toEqual([]);
    expect(remapped.items[0].lesionShare).toBe(0.25);
    const unknown = await checkDataset([{ id: 's', image: 'a', mask: 'strange' }], { read, remap: { 0: 0 } });
    expect(codes(unknown)).toEqual(['unexpected-label s']);
  });

  it('says nothing can be measured where nothing can be read, and reports progress', async () => {
    const seen: number[] = [];
    const report = await checkDataset([{ id: 'x', image: 'broken' }], {
      read,
      onProgress: (done, total) => seen.push(done / total),
    });
    expect(report.statistics).toBeUndefined();
    expect(seen).toEqual([1]);
  });

  it("does not hide a bug in the caller's reader", async () => {
    const broken = async () => {
      throw new TypeError('oops');
    };
    await expect(checkDataset([{ id: 'x', image: 'a' }], { read: broken })).rejects.toThrow('oops');
    const typed = async () => {
      throw new DataError('io', 'disk on fire');
    };
    expect(codes(await checkDataset([{ id: 'x', image: 'a' }], { read: typed }))).toEqual(['unreadable x']);
  });

  it.skipIf(!sharedAvailable)(`finds the one empty mask of CT100 (${SHARED_HINT})`, async () => {
    const items = Array.from({ length: 100 }, (_, i) => {
      const id = `${i}`.padStart(4, '0');
      return { id, image: `images/tr_im_${id}.png`, mask: `masks/tr_mask_${id}.png` };
    });
    const report = await checkDataset(items, { read: (name) => readShared(`data/ct100/${name}`) });
    expect(report.items).toHaveLength(100);
    expect(report.items.every((item) => item.shape.join() === '1,512,512')).toBe(true);
    expect(codes(report)).toEqual(['empty-mask 0048']);
    expect(report.statistics?.classShares[1]).toBeCloseTo(0.0694, 3);
  });
});

describe('contentHash', () => {
  it('tells pictures apart by one pixel, by order and by length, not by the kind of array', () => {
    const hashes = [[1, 2, 3], [1, 2, 4], [2, 1, 3], [1, 2, 3, 0], [0], [0, 0], []].map((values) =>
      contentHash(Uint8Array.from(values)),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(contentHash(Float32Array.of(1, 2, 3))).toBe(hashes[0]);
    expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
  });
});
