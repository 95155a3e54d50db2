/** The readers: files to begin with, how they are changed, and what reads them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  fromFloat32,
  readCheckpoint,
  readSafetensors,
  toFloat32,
  writeSafetensors,
} from '@miniseg/checkpoints';
import { parseCsv, publishedFolds, readItemList } from '@miniseg/data';
import { loadProgram, saveProgram } from '@miniseg/engine';
import * as formats from '@miniseg/formats';
import { projectRoot } from '../shared-folder.mjs';
import {
  mutateBytes,
  mutateFields,
  mutateGzip,
  mutateJson,
  mutatePng,
  mutateSafetensors,
  mutateText,
  mutateZip,
} from './mutate.mjs';

const formatFixtures = path.join(projectRoot, 'packages/formats/src/fixtures');
const checkpointFixtures = path.join(projectRoot, 'packages/checkpoints/src/fixtures');

/** Files in base64 that stand in a TypeScript file of fixtures, by name. */
function fixtures(file, wanted = () => true) {
  const text = readFileSync(path.join(formatFixtures, file), 'utf8');
  return [...text.matchAll(/"?(\w+)"?: \{\s*"?base64"?: ["']([^"']+)["']/g)]
    .filter(([, name]) => wanted(name))
    .map(([, , base64]) => new Uint8Array(Buffer.from(base64, 'base64')));
}

const checkpoints = (kind) =>
  readdirSync(checkpointFixtures)
    .filter((name) => kind.test(name))
    .map((name) => new Uint8Array(readFileSync(path.join(checkpointFixtures, name))));

const text = (...texts) => texts.map((each) => new TextEncoder().encode(each));
const json = (...values) => text(...values.map((value) => JSON.stringify(value)));
const asText = (bytes) => new TextDecoder().decode(bytes);

/** NIfTI-1: sizes, type, places, scales, forms (nifti1.h). */
const NIFTI_FIELDS = [
  [0, 4],
  ...[40, 42, 44, 46, 48, 50, 52, 54].map((at) => [at, 2]),
  [70, 2],
  [72, 2],
  ...[76, 80, 84, 88, 108, 112, 116].map((at) => [at, 4, true]),
  [123, 2],
  [252, 2],
  [254, 2],
  ...[256, 260, 264, 268, 272, 276, 280, 296, 312].map((at) => [at, 4, true]),
  [344, 4],
];

const volume = { data: new Int16Array(60).fill(7), shape: [3, 4, 5], spacing: [1, 1, 1], unit: 'HU' };
const dicoms = (wanted) => fixtures('dicoms.ts', wanted);
const isEncapsulated = (name) => /rle|jpeg|fragment/i.test(name);

async function readAnything(bytes) {
  const read = await formats.readVolume(bytes);
  await formats.readGreySlice(bytes).catch((error) => {
    if (!formats.FormatError.isInstance(error)) throw error;
  });
  return read;
}

/** A DICOM segmentation of a series of two slices. */
function segmentation() {
  const [file] = dicoms((name) => name === 'explicit');
  const { series } = formats.groupDicomSeries([{ name: 'a', bytes: file }]);
  const [one] = series;
  const length = one.shape.reduce((product, side) => product * side, 1);
  const data = new Uint8Array(length).fill(1, 0, length >> 1);
  const bytes = formats.writeDicomSegmentation({ data, shape: one.shape }, one, {
    segments: [{ label: 1, name: 'Lesion' }],
  });
  return [bytes];
}

function htj2k() {
  const [, base64] = /HTJ2K = '([^']+)'/.exec(readFileSync(path.join(formatFixtures, 'htj2k.ts'), 'utf8'));
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** A DICOM file of one frame in a coding that none of the fixtures has. */
function dicomOf(frame, transferSyntax, [rows, columns]) {
  const parts = [new Uint8Array(128), ...text('DICM')];
  const element = (group, number, vr, value) => {
    const even = value.length % 2 ? Uint8Array.of(...value, vr === 'UI' ? 0 : 32) : value;
    const head = new Uint8Array(8);
    const view = new DataView(head.buffer);
    view.setUint16(0, group, true);
    view.setUint16(2, number, true);
    head.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
    view.setUint16(6, even.length, true);
    return [head, even];
  };
  const short = (value) => Uint8Array.of(value & 255, value >> 8);
  const word = (value) => new Uint8Array(Uint32Array.of(value).buffer);
  const [syntax, one, mono, kind] = text(transferSyntax, '1.2.3', 'MONOCHROME2', '1.2.840.10008.5.1.4.1.1.2');
  parts.push(
    ...element(2, 0x10, 'UI', syntax),
    ...element(8, 0x16, 'UI', kind),
    ...element(8, 0x18, 'UI', one),
    ...element(0x20, 0xe, 'UI', one),
    ...element(0x28, 2, 'US', short(1)),
    ...element(0x28, 4, 'CS', mono),
    ...element(0x28, 0x10, 'US', short(rows)),
    ...element(0x28, 0x11, 'US', short(columns)),
    ...element(0x28, 0x100, 'US', short(16)),
    ...element(0x28, 0x101, 'US', short(16)),
    ...element(0x28, 0x102, 'US', short(15)),
    ...element(0x28, 0x103, 'US', short(0)),
  );
  const even = frame.length % 2 ? Uint8Array.of(...frame, 0) : frame;
  parts.push(
    Uint8Array.of(0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 255, 255, 255, 255),
    Uint8Array.of(0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0),
    Uint8Array.of(0xfe, 0xff, 0, 0xe0),
    word(even.length),
    even,
    Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0),
  );
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const program = () => [
  saveProgram({
    activation: 'softmax',
    nodes: [
      { op: 'input', channels: 3 },
      {
        op: 'filter',
        input: 0,
        channels: 2,
        groups: 1,
        filter: new Float32Array(54).fill(0.1),
        window: { kernel: [3, 3], strides: [1, 1], dilations: [1, 1], padding: 'same' },
      },
    ],
    output: 1,
  }),
];

const items = [
  { id: 'a1', image: 'a1.png' },
  { id: 'b2', image: 'b2.png' },
];
const safetensors = () => [
  writeSafetensors(new Map([['w', fromFloat32(Float32Array.of(1, 2, 3, 4), [2, 2])]]), {
    miniseg: '{"normalization":{"mean":0.5,"std":0.2}}',
  }),
  ...checkpoints(/\.safetensors$/),
];
const values = ({ tensors }) => {
  for (const tensor of tensors.values()) toFloat32(tensor);
};
const lines = text(
  'image,mask,patient\na.png,b.png,7\n"c, d.png","e ""f"".png",8\n',
  'id;image;split\n1;a.png;training\n2;b.png;validation\n',
  'id\timage\n\'=1\t"\'=2"\n',
);

/** By name: `seeds` are files that can be read, `run` reads one and may answer with an error of the packages. */
export const READERS = {
  png: {
    seeds: () => fixtures('pictures.ts', (name) => !/jpeg/i.test(name)),
    mutate: mutatePng,
    run: readAnything,
    suffix: 'png',
  },
  jpeg: {
    seeds: () => fixtures('pictures.ts', (name) => /jpeg/i.test(name)),
    mutate: mutateBytes,
    run: readAnything,
    suffix: 'jpg',
  },
  dicom: {
    seeds: () => dicoms((name) => !isEncapsulated(name)),
    mutate: mutateBytes,
    run: readAnything,
    suffix: 'dcm',
  },
  'dicom-coded': {
    seeds: () => dicoms((name) => isEncapsulated(name) && !/2000/.test(name)),
    mutate: mutateBytes,
    run: readAnything,
    suffix: 'dcm',
  },
  'jpeg-2000': {
    seeds: () => dicoms((name) => /2000/.test(name)),
    mutate: mutateBytes,
    run: readAnything,
    suffix: 'dcm',
  },
  htj2k: {
    seeds: () => [dicomOf(htj2k(), '1.2.840.10008.1.2.4.201', [4, 6])],
    mutate: mutateBytes,
    run: readAnything,
    suffix: 'dcm',
  },
  'dicom-seg': { seeds: segmentation, mutate: mutateBytes, run: readAnything, suffix: 'dcm' },
  nifti: {
    seeds: () => fixtures('niftis.ts'),
    mutate: mutateFields(NIFTI_FIELDS),
    run: readAnything,
    suffix: 'nii',
  },
  'nifti-gz': {
    seeds: () => fixtures('niftis.ts').map((bytes) => new Uint8Array(gzipSync(bytes))),
    mutate: mutateGzip(mutateFields(NIFTI_FIELDS)),
    run: readAnything,
    suffix: 'nii.gz',
  },
  npy: { seeds: () => fixtures('arrays.ts'), mutate: mutateBytes, run: readAnything, suffix: 'npy' },
  npz: {
    seeds: () => [formats.writeNpz({ volume })],
    mutate: mutateZip(mutateBytes),
    run: readAnything,
    suffix: 'npz',
  },
  'volume-safetensors': {
    seeds: () => [formats.writeVolumeSafetensors(formats.volumeFromArray(volume))],
    mutate: mutateSafetensors,
    run: readAnything,
    suffix: 'safetensors',
  },
  pickle: {
    seeds: () => checkpoints(/legacy\.pt$/),
    mutate: mutateBytes,
    run: (bytes) => values(readCheckpoint(bytes)),
  },
  pth: {
    seeds: () => checkpoints(/zip\.pt$/),
    mutate: mutateZip(mutateBytes),
    run: (bytes) => values(readCheckpoint(bytes)),
  },
  safetensors: {
    seeds: safetensors,
    mutate: mutateSafetensors,
    run: (bytes) => values(readSafetensors(bytes)),
  },
  program: { seeds: program, mutate: mutateSafetensors, run: (bytes) => loadProgram(bytes) },
  'model-json': {
    seeds: async () => (await import('./model-files.mjs')).seeds(),
    mutate: mutateJson,
    run: async (bytes) => (await import('./model-files.mjs')).run(bytes),
  },
  weights: {
    seeds: async () => (await import('./model-files.mjs')).weights(),
    mutate: mutateSafetensors,
    run: async (bytes) => (await import('./model-files.mjs')).runWeights(bytes),
  },
  csv: { seeds: () => lines, mutate: mutateText, run: (bytes) => parseCsv(asText(bytes)) },
  list: {
    seeds: () => [...lines, ...json([{ image: 'a.png', mask: 'b.png' }])],
    mutate: mutateText,
    run: (bytes) => readItemList(asText(bytes)),
  },
  folds: {
    seeds: () => json({ val: { fold1: ['a1'], fold2: ['b2'] } }, { fold1: ['a1'], fold2: ['b2'] }),
    mutate: mutateJson,
    run: (bytes) => publishedFolds(items, parsed(bytes)),
  },
};

/** The caller parses, and what is no JSON is its business. */
function parsed(bytes) {
  try {
    return JSON.parse(asText(bytes));
  } catch {
    return {};
  }
}
