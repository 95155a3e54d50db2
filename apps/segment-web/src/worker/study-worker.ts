/** Reads, cuts and writes; nothing here computes a mask, so that slices can be looked at while a network runs. */
import { chestPhantom } from '@miniseg/data';
import { writeNifti } from '@miniseg/formats';
import {
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
import { scoreSlice } from '../logic/slice-scores.js';
import type { SliceScores } from '../shared/scores.js';
import type { NetworkSlice, Shares, SliceValues, SortedFiles, StudyInfo } from '../shared/types.js';
import { VERSION } from '../shared/version.js';
import { describeStudy } from './describe-study.js';
import { readTruth } from './read-truth.js';
import { type Input, sortFiles } from './sort-files.js';
import { ZipArchive } from './zip-archive.js';

const inputs = new Map<string, Input>();
/** Those that were closed last. */
let aside: ReadonlyMap<string, Input> = new Map();
let open: { id: string; study: Study; cut: ReturnType<typeof networkSlices> } | undefined;
let wanted: string | undefined;
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

  /** Reads an input; the one before is let go first, so that memory holds one. */
  async open(id: string): Promise<StudyInfo> {
    api.close();
    wanted = id;
    const study = await readStudy(inputs.get(id) as Input);
    if (wanted !== id) throw new Error('Another input was opened meanwhile.');
    open = { id, study, cut: networkSlices(study) };
    frames.set(id, frameOf(study));
    return describeStudy(study, id);
  },

  close(): void {
    wanted = undefined;
    open = undefined;
    truth = undefined;
  },

  /** Forgets all inputs, but for a change of mind. */
  setAside(): void {
    api.close();
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

  async overlayPng(id: string, slice: number, mask: Uint8Array): Promise<Uint8Array> {
    const { study, cut } = opened(id);
    const { data, white } = await cut(slice);
    return overlayPng(data, mask, { shape: study.slices.shape, white });
  },

  dicomSeg: (id: string, labels: Uint8Array, options: { classes: number; edited: boolean; date: Date }) =>
    dicomSegFile(opened(id).study, labels, { ...options, version: VERSION }),

  startArchive(): void {
    archive = new ZipArchive();
  },

  /** @returns The name of the mask in the archive. */
  async archiveMask(id: string, labels: Uint8Array, classes: number): Promise<string> {
    const frame = frames.get(id) ?? frameOf(await readStudy(inputs.get(id) as Input));
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

/** A late question about an input that is open no more must not be answered with another's pixels. */
function opened(id: string): NonNullable<typeof open> {
  if (open?.id !== id) throw new Error('Another input was opened meanwhile.');
  return open;
}

/** Without the voxels, so that it can be kept for every input. */
const frameOf = ({ kind, grid, view }: Study): MaskFrame => ({ kind, grid, view });

function maskOf(labels: Uint8Array, [, rows, columns]: Study['slices']['shape'], slice: number): Uint8Array {
  return labels.subarray(slice * rows * columns, (slice + 1) * rows * columns);
}

expose(api);
