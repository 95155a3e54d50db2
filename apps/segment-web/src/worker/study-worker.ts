/** Reads, cuts and writes; nothing here computes a mask, so that slices can be looked at while a network runs. */
import { chestPhantom } from '@miniseg/data';
import { type PixelArray, writeNifti } from '@miniseg/formats';
import {
  checkWork,
  dicomSegFile,
  labelMap,
  type MaskFrame,
  maskFile,
  maskPng,
  measure,
  networkSides,
  networkSlices,
  overlayPng,
  readStudy,
  type Study,
} from '@miniseg/scan';
import { expose, transfer } from 'comlink';
import { cutPlane, type Plane, planeSize } from '../logic/planes.js';
import { scoreSlice } from '../logic/slice-scores.js';
import { takePart, thinnedPart } from '../logic/visible-part.js';
import type { SliceScores } from '../shared/scores.js';
import type {
  NetworkSlice,
  NetworkView,
  Shares,
  SliceValues,
  SortedFiles,
  StudyInfo,
} from '../shared/types.js';
import { VERSION } from '../shared/version.js';
import { describeStudy } from './describe-study.js';
import { MEMORY_CURE, pageMemory, workCure } from './page-memory.js';
import { readTruth } from './read-truth.js';
import { type Input, sortFiles } from './sort-files.js';
import { ZipArchive } from './zip-archive.js';

interface Opened {
  id: string;
  study: Study;
  cut: ReturnType<typeof networkSlices>;
}

const inputs = new Map<string, Input>();
/** Those that were closed last. */
let aside: ReadonlyMap<string, Input> = new Map();
let open: Opened | undefined;
let wanted: string | undefined;
/** Hangs beside the open one. */
let beside: Opened | undefined;
let wantedBeside: string | undefined;
/** Of the open study, put together when another plane is asked for. */
let voxels: Promise<PixelArray> | undefined;
let truth: Uint8Array | undefined;
/** Of inputs that were open: their masks can be written without reading them again. */
const frames = new Map<string, MaskFrame>();
let archive: ZipArchive | undefined;

const api = {
  async sort(files: File[], batch: number): Promise<SortedFiles> {
    const found = await sortFiles(files, batch);
    for (const input of found.inputs) inputs.set(input.id, input);
    // Sources stay here.
    return { ...found, inputs: found.inputs.map(({ files, ...info }) => ({ ...info, files: files.length })) };
  },

  /** A drawn patient as a NIfTI file; takes some seconds. */
  samplePhantom(): Uint8Array<ArrayBuffer> {
    const { volume } = chestPhantom({ seed: 11, size: 256, slices: 24, lesions: { groundGlass: 7 } });
    return new Uint8Array(writeNifti(volume));
  },

  /**
   * Reads an input, unless it would take more than the page allows; the one before is let go first, so that memory holds one,
   * and the one that hangs beside.
   *
   * @param view Undefined while there is no network.
   * @param onRead Called with the files that were read and their number, for each of several.
   */
  async open(
    id: string,
    view: NetworkView | undefined,
    onRead?: (done: number, total: number) => void,
  ): Promise<StudyInfo> {
    api.close();
    wanted = id;
    const study = await read(inputs.get(id) as Input, onRead);
    if (wanted !== id) throw new Error('Another input was opened meanwhile.');
    checkWorkOf(id, study, view ?? SMALLEST_VIEW);
    open = { id, study, cut: networkSlices(study) };
    frames.set(id, frameOf(study));
    return describeStudy(study, id);
  },

  /** Reads an input that is looked at only, within the same bounds; the one that was hung before is let go first. */
  async openBeside(id: string): Promise<StudyInfo> {
    api.closeBeside();
    wantedBeside = id;
    const study = await read(inputs.get(id) as Input);
    if (wantedBeside !== id) throw new Error('Another input was hung meanwhile.');
    beside = { id, study, cut: networkSlices(study) };
    return describeStudy(study, id);
  },

  closeBeside(): void {
    wantedBeside = undefined;
    beside = undefined;
  },

  /** Throws for an input that would keep the network busy for longer than such a file may. */
  admit: (id: string, view: NetworkView): void => checkWorkOf(id, opened(id).study, view),

  close(): void {
    wanted = undefined;
    open = undefined;
    voxels = undefined;
    truth = undefined;
  },

  /** Forgets all inputs, but for a change of mind. */
  setAside(): void {
    api.close();
    api.closeBeside();
    aside = new Map(inputs);
    inputs.clear();
    frames.clear();
    archive = undefined;
  },

  takeBack(): void {
    for (const [id, input] of aside) inputs.set(id, input);
    aside = new Map();
  },

  forgetAside(): void {
    aside = new Map();
  },

  async slice(id: string, slice: number): Promise<SliceValues> {
    const { slices } = opened(id).study;
    const data = (await slices.slice(slice)).slice();
    return transfer({ data, width: slices.shape[2], height: slices.shape[1] }, [data.buffer]);
  },

  /** A coronal or sagittal cut. */
  async plane(id: string, plane: Plane, at: number): Promise<SliceValues> {
    const { slices } = opened(id).study;
    voxels ??= wholeVolume(slices);
    const whole = await voxels;
    const { width, height } = planeSize(plane, slices.shape, slices.spacing);
    const data = new (whole.constructor as new (length: number) => PixelArray)(width * height);
    cutPlane(plane, at, whole, slices.shape, data);
    return transfer({ data, width, height }, [data.buffer as ArrayBuffer]);
  },

  async networkSlice(id: string, slice: number, trainedSize?: number): Promise<NetworkSlice> {
    const { study, cut } = opened(id);
    const { data, ...picture } = await cut(slice);
    // Pictures go to the network as they are: what is handed over must not be taken from the study.
    const own = study.white === undefined ? data : data.slice();
    const inputSize = networkSides(study.slices, trainedSize);
    return transfer({ ...picture, data: own, inputSize }, [own.buffer]);
  },

  /** The whole view as the network sees it, 8-bit, for the picture in space. */
  async greyVolume(id: string): Promise<Uint8Array> {
    const { study, cut } = opened(id);
    const [slices, rows, columns] = study.slices.shape;
    const all = new Uint8Array(slices * rows * columns);
    for (let slice = 0; slice < slices; slice++) {
      const { data, white } = await cut(slice);
      all.set(white === 255 ? data : data.map((value) => (255 * value) / white), slice * rows * columns);
    }
    return transfer(all, [all.buffer]);
  },

  shares: (id: string, labels: Uint8Array): Promise<Shares> => measure(opened(id).study, labels),

  /** @returns Marked pixels of each slice of the true mask. */
  async openTruth(id: string, files: File[]): Promise<number[]> {
    const { shape } = opened(id).study.slices;
    const read = await readTruth(files, opened(id).study);
    truth = read;
    return Array.from({ length: shape[0] }, (_, slice) =>
      maskOf(read, shape, slice).reduce((sum, label) => sum + (label ? 1 : 0), 0),
    );
  },

  closeTruth(): void {
    truth = undefined;
  },

  truthSlice(id: string, slice: number): Uint8Array | undefined {
    const { shape } = opened(id).study.slices;
    const mask = truth && maskOf(truth, shape, slice).slice();
    return mask && transfer(mask, [mask.buffer]);
  },

  score(id: string, slice: number, mask: Uint8Array): SliceScores | undefined {
    const { slices, knownSpacing } = opened(id).study;
    const { shape, spacing } = slices;
    if (!truth) return undefined;
    const true_ = maskOf(truth, shape, slice);
    const size: [number, number] = [shape[1], shape[2]];
    return scoreSlice(mask, true_, size, knownSpacing ? [spacing[1], spacing[2]] : undefined);
  },

  nifti: (id: string, labels: Uint8Array) => labelMap(opened(id).study, labels),

  /** Of a volume's slice as the page shows it, of a single slice as its file has it. */
  maskPng(id: string, mask: Uint8Array, classes: number): Uint8Array {
    const { view, grid, slices } = opened(id).study;
    if (grid.shape[0] === 1) return maskPng(view.restore(mask), grid.shape, classes);
    return maskPng(mask, slices.shape, classes);
  },

  /** @param longest Of its sides; every so many pixels are shown of what is larger. */
  async overlayPng(id: string, slice: number, mask: Uint8Array, longest?: number): Promise<Uint8Array> {
    const { study, cut } = opened(id);
    const { data, white } = await cut(slice);
    const { shape } = study.slices;
    const [, height, width] = shape;
    if (longest === undefined || Math.max(height, width) <= longest)
      return overlayPng(data, mask, { shape, white });
    const part = thinnedPart({ width, height }, longest);
    const take = <T extends ArrayLike<number>>(values: T) => takePart(values, width, part);
    return overlayPng(take(data), take(mask), { shape: [1, part.height, part.width], white });
  },

  dicomSeg: (id: string, labels: Uint8Array, options: { classes: number; edited: boolean; date: Date }) =>
    dicomSegFile(opened(id).study, labels, { ...options, version: VERSION }),

  startArchive(): void {
    archive = new ZipArchive();
  },

  /** @returns The name of the mask in the archive. */
  async archiveMask(id: string, labels: Uint8Array, classes: number): Promise<string> {
    const frame = frames.get(id) ?? frameOf(await read(inputs.get(id) as Input));
    frames.set(id, frame);
    const { name, bytes } = maskFile(frame, inputs.get(id)?.name ?? id, { labels, classes });
    if (!archive) throw new Error('The files were closed meanwhile.');
    return archive.add(name, bytes);
  },

  endArchive(report: string): Blob {
    if (!archive) throw new Error('The files were closed meanwhile.');
    archive.add('report.json', report);
    const whole = archive.end();
    archive = undefined;
    return whole;
  },
};

export type StudyApi = typeof api;

/** Of a network that is not there yet: whatever comes will work for longer. */
const SMALLEST_VIEW: NetworkView = { size: 16, runs: 1 };

const bytesOf = ({ files }: Input) => files.reduce((sum, { size }) => sum + size, 0);

const read = (input: Input, onRead?: (done: number, total: number) => void): Promise<Study> =>
  readStudy(counted(input, onRead), { maxMemory: pageMemory(bytesOf(input)), memoryCure: MEMORY_CURE });

function checkWorkOf(id: string, { kind, slices }: Study, view: NetworkView): void {
  const fileBytes = bytesOf(inputs.get(id) as Input);
  checkWork({ shape: slices.shape, picture: kind === 'picture', fileBytes, ...view, cure: workCure });
}

/** The voxels slice after slice, in the type of the slices. */
async function wholeVolume(slices: Study['slices']): Promise<PixelArray> {
  const [count, rows, columns] = slices.shape;
  const first = await slices.slice(0);
  const whole = new (first.constructor as new (length: number) => PixelArray)(count * rows * columns);
  for (let slice = 0; slice < count; slice++) whole.set(await slices.slice(slice), slice * rows * columns);
  return whole;
}

/** The input, telling each time one of its files was read; at most so often that nobody waits for the telling. */
function counted(input: Input, onRead?: (done: number, total: number) => void): Input {
  const total = input.files.length;
  if (!onRead || total < 2) return input;
  const read = new Set<string>();
  let told = 0;
  const tell = (name: string) => {
    read.add(name);
    if (read.size < total && Date.now() - told < 100) return;
    told = Date.now();
    onRead(read.size, total);
  };
  const files = input.files.map((file) => ({
    ...file,
    bytes: async () => {
      const bytes = await file.bytes();
      tell(file.name);
      return bytes;
    },
  }));
  return { ...input, files };
}

/** A late question about an input that is open no more must not be answered with another's pixels. */
function opened(id: string): Opened {
  const found = [open, beside].find((one) => one?.id === id);
  if (!found) throw new Error('Another input was opened meanwhile.');
  return found;
}

/** Without the voxels, so that it can be kept for every input. */
const frameOf = ({ kind, grid, view }: Study): MaskFrame => ({ kind, grid, view });

function maskOf(labels: Uint8Array, [, rows, columns]: Study['slices']['shape'], slice: number): Uint8Array {
  return labels.subarray(slice * rows * columns, (slice + 1) * rows * columns);
}

expose(api);
