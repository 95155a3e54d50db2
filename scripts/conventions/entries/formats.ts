/** Calls of `@miniseg/formats` and its subpaths that work. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as formats from '@miniseg/formats';
import * as node from '@miniseg/formats/node';
import { folder as slices } from '../../../packages/formats/src/fixtures/dicoms.js';
import { fromBase64 } from '../../../packages/formats/src/fixtures/from-base64.js';
import { pictures } from '../../../packages/formats/src/fixtures/pictures.js';
import { temporaryFolder } from './temporary-folder.js';
import type { Entries, Entry, PackageEntries } from './walk-entries.js';

const files = () =>
  Object.entries(slices)
    .filter(([name]) => /slice-[0-3]$/.test(name))
    .map(([name, text]) => ({ name, bytes: fromBase64(text) }));
const [{ bytes: dicom }] = files();
const series = () => formats.groupDicomSeries(files()).series[0];
const volume = (): formats.Volume => ({
  data: Uint8Array.of(0, 1, 1, 0),
  shape: [1, 2, 2],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
  unit: 'unknown',
});
const array = () => ({ data: Uint8Array.of(0, 1, 1, 0), shape: [2, 2] });
const raster = (): formats.Raster => ({
  width: 2,
  height: 2,
  channels: 1,
  data: Uint8Array.of(0, 1, 1, 0),
  maxValue: 255,
});
const labels = () => {
  const { shape } = series();
  return { shape, data: new Uint8Array(shape[0] * shape[1] * shape[2]).fill(1, 9) };
};
const segmentation = () =>
  formats.writeDicomSegmentation(labels(), series(), { segments: [{ label: 1, name: 'Infection' }] });
const folder = () => {
  const made = temporaryFolder();
  for (const { name, bytes } of files()) writeFileSync(path.join(made, path.basename(name)), bytes);
  return made;
};
const png = () => formats.encodePng(raster());
const jpeg = () => fromBase64(pictures.jpegGrey.base64);
const npz = () => formats.writeNpz({ image: array() });
const nifti = () => formats.writeNifti(volume());
const safetensors = () => formats.writeVolumeSafetensors(volume());
const max = { maxBytes: 1e6 };
/** Volumes and rasters are data, and may carry more than is asked for. */
const data = 'typo';
const optional = { 1: 'undefined object' };

/** A reader that takes bytes in any dress. */
function reader(name: keyof typeof formats, bytes: () => Uint8Array, options: object): Entries {
  const call = formats[name] as (file: unknown, options?: object) => unknown;
  const waits = ['readVolume', 'readSlice', 'readGreySlice', 'readDicom', 'decodeJpeg'].includes(name);
  const dress = (make: (bytes: Uint8Array<ArrayBuffer>) => unknown): Entry => ({
    valid: () => [make(bytes().slice())],
    call: (file) => call(file),
  });
  return {
    [name]: { valid: () => [bytes(), { ...options }], fine: optional },
    [`${name}.buffer`]: dress((given) => given.buffer),
    [`${name}.nodeBuffer`]: dress((given) => Buffer.from(given)),
    [`${name}.view`]: dress((given) => new DataView(given.buffer)),
    ...(waits ? { [`${name}.blob`]: dress((given) => new Blob([given])) } : {}),
  };
}

const entries: Entries = {
  ...reader('readDicom', () => dicom, { padding: 'keep', monochrome1: 'keep', ...max }),
  ...reader('decodeJpeg', jpeg, max),
  ...reader('readNifti', nifti, { volume: 0, ...max }),
  ...reader('readNpz', npz, { names: ['image'], ...max }),
  ...reader('readNpy', () => formats.writeNpy(array()), max),
  ...reader('decodePng', png, max),
  ...reader('readGreySlice', png, {}),
  ...reader('readSlice', png, { palette: 'indices', ...max }),
  ...reader('readVolume', nifti, { volume: 0, ...max }),
  ...reader('readVolumeSafetensors', safetensors, {}),
  groupDicomSeries: { valid: () => [files(), { ...max }], fine: { 0: 'array', ...optional } },
  readDicomSeries: { valid: () => [files(), { ...max }], fine: { 0: 'array', ...optional } },
  readSeriesVolume: { valid: () => [series(), { padding: 'keep', ...max }], fine: { 0: data, ...optional } },
  writeDicomSegmentation: {
    valid: () => [
      labels(),
      series(),
      { segments: [{ label: 1, name: 'Infection' }], algorithm: { name: 'MiniSeg', version: '1' } },
    ],
    fine: { 0: data, 1: data },
  },
  writeMeasurementReport: {
    valid: () => [
      segmentation(),
      {
        groups: [
          {
            segment: 1,
            measurements: [{ name: formats.VOLUME, value: 1, unit: formats.MILLILITER }],
          },
        ],
        description: 'Measurements',
        algorithm: { name: 'MiniSeg', version: '1' },
        seriesNumber: 101,
        date: new Date(),
        createUid: () => '2.25.1',
      },
    ],
  },
  isHiddenFile: { valid: () => ['.hidden'], fine: { 0: 'text' } },
  listNpz: { valid: () => [npz()] },
  writeNifti: { valid: () => [volume(), { gzip: false, labels: true }], fine: { 0: data, ...optional } },
  // The names of its arrays are any.
  writeNpz: { valid: () => [{ image: array() }], fine: { 0: 'object typo' } },
  writeNpy: { valid: () => [array()], fine: { 0: data } },
  encodePng: { valid: () => [raster(), { level: 4 }], fine: { 0: data, 1: 'undefined object' } },
  encodePngWith: { valid: () => [raster(), async () => new Uint8Array(8)], fine: { 0: data } },
  writeMaskPng: {
    valid: () => [volume(), { slice: 0, colors: [[1, 2, 3]] }],
    fine: { 0: data, ...optional },
  },
  recognize: { valid: () => [png()] },
  volumeFromArray: { valid: () => [array()], fine: { 0: data } },
  volumeFromRaster: { valid: () => [raster(), { palette: 'expand' }], fine: { 0: data, ...optional } },
  writeVolumeSafetensors: { valid: () => [volume()], fine: { 0: data } },
  PngRows: { valid: () => [png()] },
  'PngRows.read': { valid: () => [1], call: (count) => new formats.PngRows(png()).read(count) },
  'PngRows.skip': { valid: () => [1], call: (count) => new formats.PngRows(png()).skip(count) },
  PngRowWriter: {
    valid: () => [{ width: 2, height: 2, channels: 1, palette: Uint8Array.of(0, 0, 0, 9, 9, 9) }],
  },
  'PngRowWriter.write': {
    valid: () => [Uint8Array.of(0, 1)],
    call: (rows) => new formats.PngRowWriter({ width: 2, height: 2, channels: 1 }).write(rows),
  },
  announcedSize: { valid: () => [png()] },
  checkMemory: {
    valid: () => [png(), 1e6, { perValue: 4, what: 'The picture' }],
    fine: { 2: 'undefined object' },
  },
  greyRaster: { valid: () => [raster(), 0], fine: { 0: data, 1: 'undefined' } },
  labelColor: { valid: () => [1, [[1, 2, 3]]], fine: { 1: 'undefined array' } },
  renderOverlay: {
    valid: () => [volume(), volume(), { slice: 0, range: [0, 1], opacity: 0.5, contour: true }],
    fine: { 0: data, 1: data, 2: 'undefined object' },
  },
  voxelVolume: { valid: () => [volume()], fine: { 0: data } },
  readBytes: { valid: () => [path.join(folder(), 'slice-0')] },
  readFolder: { valid: () => [folder(), { recursive: true }], fine: optional },
  listFolder: {
    valid: () => [folder(), { recursive: true }],
    call: (name: string, options: object) => node.listFolder(name === 'junk' ? folder() : name, options),
    fine: { 0: 'text', ...optional },
  },
  readPath: { valid: () => [path.join(folder(), 'slice-0'), { ...max }], fine: optional },
  writeFileAtomic: {
    valid: () => [path.join(folder(), 'written'), png()],
    call: (file: string, data: Uint8Array) =>
      node.writeFileAtomic(file === 'junk' ? path.join(folder(), 'junk') : file, data),
    fine: { 0: 'text', 1: 'text' },
  },
};

export const FORMATS: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/formats.error'), Symbol.for('@miniseg/checkpoints.error')],
};
