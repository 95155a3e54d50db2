/** Calls of `@miniseg/data` and its subpaths that work. */
import * as data from '@miniseg/data';
import { writeNpy } from '@miniseg/formats';
import type { Entries, Entry, PackageEntries } from './walk-entries.js';

const sample = () => ({
  width: 4,
  height: 4,
  channels: 1,
  image: new Float32Array(16),
  mask: new Uint8Array(16),
});
const picture = () => ({ ...data.samplePicture(sample()) });
const load = () => sample();
const source = () => new data.BatchSource({ count: 2, load, batchSize: 2 });
const items = () => [
  { id: 'a', image: 'a.npy' },
  { id: 'b', image: 'b.npy' },
];
const volume = () => ({
  data: new Int16Array(27).fill(40),
  shape: [3, 3, 3] as [number, number, number],
  spacing: [1, 1, 1] as [number, number, number],
  origin: [0, 0, 0] as [number, number, number],
  direction: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ] as data.Grid['direction'],
  unit: 'HU' as const,
});
const pixels = () => Uint8Array.of(1, 2, 3, 4);
const read = async () => NPY;
const NPY = writeNpy({ data: pixels(), shape: [2, 2] });
const worker = () => ({ postMessage() {}, on() {} });
const optional: Entry = { valid: () => [{}], fine: { 0: 'undefined object' } };
/** Volumes and samples are data, and may carry more than is asked for. */
const record = 'typo';

const entries: Entries = {
  compose: { valid: () => [[data.randomFlip()]], fine: { 0: 'array' } },
  sometimes: { valid: () => [0.5, data.randomFlip()] },
  paperAugmentation: optional,
  referenceAugmentation: optional,
  randomFlip: optional,
  randomScale: optional,
  randomCrop: { valid: () => [{ width: 2, height: 2 }] },
  marginCrop: { valid: () => [{ max: 4 }] },
  randomRotation: optional,
  elasticDeformation: optional,
  gaussianNoise: optional,
  intensityShift: optional,
  randomGamma: optional,
  strongAugmentation: optional,
  randomDeformation: optional,
  randomContrast: optional,
  blur: { valid: () => [] },
  parseCsv: { valid: () => ['a,b\n1,2\n'], fine: { 0: 'text' } },
  pictureSheet: { valid: () => [[picture()], {}], fine: { 1: 'undefined object' } },
  checkSample: { valid: () => [sample()], fine: { 0: record } },
  samplePicture: { valid: () => [sample(), [0, 1]], fine: { 0: record, 1: 'undefined' } },
  cropSample: {
    valid: () => [sample(), 0, 0, 2, 2, {}],
    fine: { 0: record, 5: 'undefined object' },
  },
  flipSample: { valid: () => [sample(), true, false], fine: { 0: record } },
  resizeSample: { valid: () => [sample(), 8, 8], fine: { 0: record } },
  BatchSource: { valid: () => [{ count: 2, load }] },
  'BatchSource.run': { valid: () => [{ epochs: 1 }], call: (given) => source().run(given).next() },
  'BatchSource.epoch': {
    valid: () => [0, 0],
    call: (epoch, start) => source().epoch(epoch, start).next(),
    fine: { 1: 'undefined' },
  },
  withAugmentation: { valid: () => [load, data.randomFlip()] },
  SampleWorkers: { valid: () => [[worker()]] },
  serveSamples: { valid: () => [worker(), load], fine: { 0: record } },
  stackSamples: { valid: () => [[sample()]] },
  detectLayout: { valid: () => [['images/tr_im_0001.png']], fine: { 0: 'array' } },
  pairFiles: { valid: () => [['a.png'], { image: '{id}.png', mask: '{id}_mask.png' }], fine: { 0: 'array' } },
  publishedFolds: {
    valid: () => [items(), { fold1: ['a'], fold2: ['b'] }],
    // Its folds have any names.
    fine: { 1: record },
  },
  readItemList: { valid: () => ['image\na.png\n'] },
  writeItemList: { valid: () => [items()], fine: { 0: 'array' } },
  holdOutSplit: { valid: () => [items(), {}], fine: { 1: 'undefined object' } },
  kFoldSplits: { valid: () => [items(), { folds: 2 }], fine: {} },
  chestPhantom: { valid: () => [{ size: 32 }], fine: { 0: 'undefined object' } },
  'chestPhantom.lesions': {
    valid: () => [{ groundGlass: 1 }],
    call: (lesions) => data.chestPhantom({ size: 32, lesions }),
    fine: { 0: 'undefined object' },
  },
  phantomSlice8bit: { valid: () => [{ size: 32 }], fine: { 0: 'undefined object' } },
  boundingBox: { valid: () => [pixels(), [1, 2, 2], 1], fine: { 2: 'undefined' } },
  cropVolume: { valid: () => [volume(), { from: [0, 0, 0], to: [1, 1, 1] }], fine: { 0: record } },
  DatasetStatistics: { valid: () => [1], fine: { 0: 'undefined number' } },
  'DatasetStatistics.add': {
    valid: () => [pixels(), pixels()],
    call: (image, mask) => new data.DatasetStatistics().add(image, mask),
    fine: { 1: 'undefined' },
  },
  extractSlice: { valid: () => [volume(), 1, {}], fine: { 0: record, 2: 'undefined object' } },
  sliceCount: { valid: () => [volume(), 'row'], fine: { 0: record, 1: 'undefined' } },
  applyWindow: { valid: () => [pixels(), { center: 0, width: 100 }] },
  windowTo8bit: { valid: () => [pixels(), 'lung'] },
  clipValues: { valid: () => [pixels(), 1, 2], fine: { 1: 'number' } },
  standardize: { valid: () => [pixels(), { mean: 0, std: 1 }] },
  zScore: { valid: () => [pixels(), pixels()], fine: { 1: 'undefined' } },
  bodyMask: { valid: () => [volume(), -500], fine: { 0: record, 1: 'undefined number' } },
  lungMask: { valid: () => [volume(), -400], fine: { 0: record, 1: 'undefined number' } },
  connectedComponents: { valid: () => [() => true, [1, 2, 2]] },
  remapLabels: {
    valid: () => [pixels(), { 1: 0, 2: 1, 3: 1, 4: 1 }, 'keep'],
    fine: { 1: 'object typo', 2: 'undefined number' },
  },
  orientationOf: { valid: () => [volume()], fine: { 0: record } },
  reorientVolume: { valid: () => [volume(), 'RAS'], fine: { 0: record } },
  resampleToGrid: {
    valid: () => [volume(), volume(), {}],
    fine: { 0: record, 1: record, 2: 'undefined object' },
  },
  resampleVolume: { valid: () => [volume(), [2, 2, 2], {}], fine: { 0: record, 2: 'undefined object' } },
  Random: {
    valid: () => [7],
    call: (...keys) => data.Random.from(...(keys as number[])),
    fine: { 0: 'text number' },
  },
  'Random.restore': {
    valid: () => [data.Random.from(1).state],
    call: (state) => data.Random.restore(state),
  },
  batchTensors: { valid: () => [{ ...data.stackSamples([sample()]) }], fine: { 0: record } },
  tensorBatches: { valid: () => [source(), 0], fine: { 1: 'undefined number' } },
  checkDataset: { valid: () => [items(), { read }], fine: { 0: 'array' } },
  contentHash: { valid: () => [pixels()] },
  formatReport: { valid: () => [{ items: [], issues: [] }], fine: { 0: record } },
  itemLoader: { valid: () => [items(), { read }], fine: { 0: 'array' } },
  loadItem: {
    valid: () => [{ ...items()[0] }, read, { 0: 0 }],
    fine: { 0: record, 2: 'undefined object typo' },
  },
  previewDataset: { valid: () => [items(), { read }] },
};

export const DATA: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/data.error'), Symbol.for('@miniseg/formats.error')],
};
