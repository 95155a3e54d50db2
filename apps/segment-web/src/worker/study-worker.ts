/** Reads, cuts and writes; nothing here computes a mask, so that slices can be looked at while a network runs. */
import { chestPhantom } from '@miniseg/data';
import { writeNifti } from '@miniseg/formats';
import { affectedShares } from '@miniseg/scan';
import { expose, transfer } from 'comlink';
import { scoreSlice } from '../logic/slice-scores.js';
import type { SliceScores } from '../shared/scores.js';
import type { NetworkSlice, Shares, SliceValues, SortedFiles, StudyInfo } from '../shared/types.js';
import { networkSlice, sliceOf } from './network-slice.js';
import { describeStudy, readStudy, type Study } from './read-study.js';
import { readTruth } from './read-truth.js';
import { type Input, sortFiles } from './sort-files.js';
import {
  dicomSegFile,
  type Frame,
  frameOf,
  maskFile,
  maskPng,
  niftiFile,
  overlayPng,
} from './write-results.js';
import { ZipArchive } from './zip-archive.js';

const inputs = new Map<string, Input>();
let study: Study | undefined;
let wanted: string | undefined;
let truth: Uint8Array | undefined;
/** Of inputs that were open: their masks can be written without reading them again. */
const frames = new Map<string, Frame>();
let archive: ZipArchive | undefined;

const api = {
  async sort(files: File[], batch: number): Promise<SortedFiles> {
    const found = await sortFiles(files, batch);
    for (const input of found.inputs) inputs.set(input.id, input);
    // Sources stay here.
    return { ...found, inputs: found.inputs.map(({ sources: _, ...info }) => info) };
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
    const read = await readStudy(inputs.get(id) as Input);
    if (wanted !== id) throw new Error('Another input was opened meanwhile.');
    study = read;
    frames.set(id, frameOf(study));
    return describeStudy(study);
  },

  close(): void {
    wanted = undefined;
    study = undefined;
    truth = undefined;
  },

  forget(): void {
    api.close();
    inputs.clear();
    frames.clear();
    archive = undefined;
  },

  slice(id: string, slice: number): SliceValues {
    const { volume } = opened(id).view;
    const data = sliceOf(volume, slice).slice();
    return transfer({ data, width: volume.shape[2], height: volume.shape[1] }, [data.buffer]);
  },

  networkSlice(id: string, slice: number, trainedSize?: number): NetworkSlice {
    const cut = networkSlice(opened(id), slice, trainedSize);
    return transfer(cut, [cut.data.buffer]);
  },

  /** The whole view as the network sees it, 8-bit, for the picture in space. */
  greyVolume(id: string): Uint8Array {
    const { volume, input, grey } = { ...opened(id), volume: opened(id).view.volume };
    const plane = volume.shape[1] * volume.shape[2];
    const all = new Uint8Array(volume.shape[0] * plane);
    for (let slice = 0; slice < volume.shape[0]; slice++) {
      const { data } = networkSlice(opened(id), slice);
      all.set(
        input.kind === 'picture' ? data.map((value) => (255 * value) / grey.range[1]) : data,
        slice * plane,
      );
    }
    return transfer(all, [all.buffer]);
  },

  shares(id: string, labels: Uint8Array): Shares {
    return affectedShares(opened(id).view.volume, labels);
  },

  /** @returns Marked pixels of each slice of the true mask. */
  async openTruth(id: string, files: File[]): Promise<number[]> {
    const { shape } = opened(id).view.volume;
    const read = await readTruth(files, opened(id));
    truth = read;
    return Array.from({ length: shape[0] }, (_, slice) =>
      (sliceOf({ data: read, shape }, slice) as Uint8Array).reduce((sum, label) => sum + (label ? 1 : 0), 0),
    );
  },

  closeTruth(): void {
    truth = undefined;
  },

  truthSlice(id: string, slice: number): Uint8Array | undefined {
    const { shape } = opened(id).view.volume;
    const mask = truth && (sliceOf({ data: truth, shape }, slice).slice() as Uint8Array);
    return mask && transfer(mask, [mask.buffer]);
  },

  score(id: string, slice: number, mask: Uint8Array): SliceScores | undefined {
    const { view, knownSpacing } = opened(id);
    const { shape, spacing } = view.volume;
    if (!truth) return undefined;
    const true_ = sliceOf({ data: truth, shape }, slice) as Uint8Array;
    const size: [number, number] = [shape[1], shape[2]];
    return scoreSlice(mask, true_, size, knownSpacing ? [spacing[1], spacing[2]] : undefined);
  },

  nifti: (id: string, labels: Uint8Array) => niftiFile(frameOf(opened(id)), labels),

  /** Of a volume's slice as the page shows it, of a single slice as its file has it. */
  maskPng(id: string, mask: Uint8Array, classes: number): Uint8Array {
    const { view, volume } = opened(id);
    if (volume.shape[0] === 1) return maskPng(view.restore(mask), volume.shape[2], classes);
    return maskPng(mask, view.volume.shape[2], classes);
  },

  overlayPng: (id: string, slice: number, mask: Uint8Array) => overlayPng(opened(id), slice, mask),
  dicomSeg: (id: string, labels: Uint8Array, options: { classes: number; edited: boolean }) =>
    dicomSegFile(opened(id), labels, options),

  startArchive(): void {
    archive = new ZipArchive();
  },

  /** @returns The name of the mask in the archive. */
  async archiveMask(id: string, labels: Uint8Array, classes: number): Promise<string> {
    const frame = frames.get(id) ?? frameOf(await readStudy(inputs.get(id) as Input));
    frames.set(id, frame);
    const { name, bytes } = maskFile(frame, labels, classes);
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
function opened(id: string): Study {
  if (study?.input.id !== id) throw new Error('Another input was opened meanwhile.');
  return study;
}

expose(api);
