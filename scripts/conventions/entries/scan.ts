/** Calls of `@miniseg/scan` and its subpath that work. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodePng, writeNifti } from '@miniseg/formats';
import * as scan from '@miniseg/scan';
import * as node from '@miniseg/scan/node';
import { folder as slices } from '../../../packages/formats/src/fixtures/dicoms.js';
import { fromBase64 } from '../../../packages/formats/src/fixtures/from-base64.js';
import { temporaryFolder } from './temporary-folder.js';
import type { Entries, PackageEntries } from './walk-entries.js';

const volume = () => ({
  data: Int16Array.from({ length: 3 * 16 * 16 }, (_, i) => (i % 3 === 0 ? -900 : 40)),
  shape: [3, 16, 16] as [number, number, number],
  spacing: [5, 0.7, 0.7] as [number, number, number],
  origin: [0, 0, 0] as [number, number, number],
  direction: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ] as scan.Grid['direction'],
  unit: 'HU' as const,
});
const labels = () => new Uint8Array(3 * 16 * 16).fill(1, 99);
const source = (name: string, bytes: Uint8Array): scan.ImageSource => ({
  name,
  size: bytes.length,
  beginning: async (count) => bytes.subarray(0, count),
  bytes: async () => bytes,
});
const picture = () =>
  encodePng({ width: 16, height: 16, channels: 1, data: new Uint8Array(256), maxValue: 255 });
const nifti = () => source('scan.nii.gz', writeNifti(volume()));
const dicoms = Object.entries(slices)
  .filter(([name]) => /slice-[0-3]$/.test(name))
  .map(([name, text]) => source(name, fromBase64(text)));
const input = () => ({ kind: 'nifti' as const, files: [nifti()], notes: [] });

let study: scan.Study;
let series: scan.Study;

/** What takes a promise to make. */
export async function prepareScan(): Promise<void> {
  study = await scan.readStudy(input());
  series = await scan.readStudy({ kind: 'dicom', files: dicoms, notes: [] });
}
const seriesLabels = () => new Uint8Array(series.slices.shape.reduce((a, b) => a * b)).fill(1, 99);
const segmented = () => ({ labels: labels(), classes: 2 });
const disk = (name: string) => {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, writeNifti(volume()));
  return file;
};
/** Studies, volumes and sources are data, and may carry more than is asked for. */
const data = 'typo';

const entries: Entries = {
  dicomSegFile: {
    valid: () => [
      { ...series },
      seriesLabels(),
      { classes: 2, version: '1', edited: false, date: new Date() },
    ],
    fine: { 0: data },
  },
  isPicture: { valid: () => [{ ...study }], fine: { 0: data } },
  labelMap: { valid: () => [{ ...study }, labels()], fine: { 0: data } },
  maskFile: { valid: () => [{ ...study }, 'scan', segmented()], fine: { 0: data, 1: 'text', 2: data } },
  maskPng: { valid: () => [new Uint8Array(256), [1, 16, 16], 2] },
  countMarked: { valid: () => [labels()] },
  measure: { valid: () => [{ ...study }, labels(), undefined], fine: { 0: data, 2: 'undefined' } },
  overlayPng: {
    valid: () => [new Uint8Array(256), new Uint8Array(256), { shape: [1, 16, 16], white: 255 }],
  },
  resultNames: {
    valid: () => [
      { name: 'scan', kind: 'nifti' },
      { overlay: true, dicomSeg: false },
    ],
    fine: { 0: data },
  },
  segmentStudy: {
    valid: () => [{ ...study }, async () => segmented(), { trainedSize: 512 }],
    fine: { 0: data, 2: 'undefined object' },
  },
  studyResults: {
    valid: () => [{ ...study }, segmented(), { name: 'scan', label: 'scan', version: '1', overlay: true }],
    fine: { 0: data, 1: data },
  },
  voxelMilliliters: { valid: () => [volume()], fine: { 0: data } },
  imageKind: { valid: () => [nifti()], fine: { 0: data } },
  baseName: { valid: () => ['a/b.png'], fine: { 0: 'text' } },
  imageName: { valid: () => ['a/b.png', 'picture'], fine: { 0: 'text' } },
  sortImages: { valid: () => [[nifti()]], fine: { 0: 'array' } },
  hasRows: { valid: () => [picture()] },
  segmentLargePicture: {
    valid: () => [
      picture(),
      async ({ rows }: scan.PictureRows, take: (rows: { mask: Uint8Array }) => void) =>
        take({ mask: Uint8Array.from(rows(0, 16)) }),
      { name: 'scan', label: 'scan.png', classes: 2, overlay: true },
    ],
  },
  isDeepPicture: { valid: () => [new Uint8Array(25)] },
  networkSlices: { valid: () => [{ ...study }], fine: { 0: data } },
  readShades: {
    valid: () => [scan.maskPng(new Uint8Array(256), [1, 16, 16], 2), { cures: { stored: 'Cure.' } }],
    fine: { 1: 'undefined object' },
  },
  readStudy: {
    valid: () => [input(), { window: [-1350, 150], cures: { range: 'Cure.' }, maxBytes: 1e6 }],
    fine: { 0: data, 1: 'undefined object' },
  },
  slicesOf: { valid: () => [volume()], fine: { 0: data } },
  studyMemory: { valid: () => [input()], fine: { 0: data } },
  memoryForFiles: { valid: () => [1000, 1e9] },
  checkWork: {
    valid: () => [
      {
        shape: [3, 16, 16] as const,
        picture: false,
        size: 256,
        fileBytes: 1000,
        runs: 2,
        maxMemory: 1e9,
        maxWork: 16,
        cure: (millions: number) => `Allow ${millions}.`,
      },
    ],
  },
  affectedShares: { valid: () => [volume(), labels(), 1e6], fine: { 0: data, 2: 'undefined' } },
  axialView: { valid: () => [volume()], fine: { 0: data } },
  greyPixels: { valid: () => [[-1350, 150]] },
  greyScale: {
    valid: () => [volume(), { window: [-1350, 150], cures: { range: 'Cure.' } }],
    fine: { 0: data, 1: 'undefined object' },
  },
  hasOwnGrid: { valid: () => [volume()], fine: { 0: data } },
  networkSides: { valid: () => [volume(), 512], fine: { 0: data, 1: 'undefined' } },
  squarePixels: { valid: () => [volume()], fine: { 0: data } },
  ThinnedVolume: { valid: () => [[3, 16, 16], 100], fine: { 1: 'undefined' } },
  'ThinnedVolume.add': {
    valid: () => [0, new Int16Array(256)],
    call: (...given: Parameters<scan.ThinnedVolume['add']>) =>
      new scan.ThinnedVolume([3, 16, 16], 100).add(...given),
  },
  'ThinnedVolume.labels': {
    valid: () => [labels()],
    call: (given) => new scan.ThinnedVolume([3, 16, 16], 100).labels(given),
  },
  collectInputs: {
    valid: () => [[disk('a.nii.gz')], { keep: 2 ** 20 }],
    call: (given, options) => node.collectInputs(given, options),
    fine: { 0: 'array', 1: 'undefined object' },
  },
  fileSource: { valid: () => [disk('b.nii.gz')] },
};

export const SCAN: PackageEntries = {
  entries,
  brands: [
    Symbol.for('@miniseg/scan.error'),
    Symbol.for('@miniseg/formats.error'),
    Symbol.for('@miniseg/data.error'),
  ],
};
