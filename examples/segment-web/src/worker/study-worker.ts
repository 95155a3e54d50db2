/** Reads, cuts and writes; nothing here computes a mask, so that slices can be looked at while a network runs. */
import { chestPhantom, writeNifti } from '@miniseg/data';
import { expose, transfer } from 'comlink';
import { scoreSlice } from '../logic/slice-scores.js';
import type { SliceScores } from '../shared/scores.js';
import type { NetworkSlice, Shares, SliceValues, SortedFiles, StudyInfo } from '../shared/types.js';
import { affectedShares } from './command-line.js';
import { networkSlice, sliceOf } from './network-slice.js';
import { describeStudy, readStudy, type Study } from './read-study.js';
import { readTruth } from './read-truth.js';
import { type Input, sortFiles } from './sort-files.js';
import { dicomSegFile, maskPng, niftiFile, overlayPng } from './write-results.js';

const inputs = new Map<string, Input>();
let study: Study | undefined;
let wanted: string | undefined;
let truth: Uint8Array | undefined;

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
  },

  slice(id: string, slice: number): SliceValues {
    const { volume } = opened(id).view;
    const data = sliceOf(volume, slice).slice();
    return transfer({ data, width: volume.shape[2], height: volume.shape[1] }, [data.buffer]);
  },

  networkSlice(id: string, slice: number): NetworkSlice {
    const cut = networkSlice(opened(id), slice);
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

  nifti: (id: string, labels: Uint8Array) => niftiFile(opened(id), labels),
  maskPng: (id: string, mask: Uint8Array, classes: number) => maskPng(opened(id), mask, classes),
  overlayPng: (id: string, slice: number, mask: Uint8Array) => overlayPng(opened(id), slice, mask),
  dicomSeg: (id: string, labels: Uint8Array, options: { classes: number; edited: boolean }) =>
    dicomSegFile(opened(id), labels, options),
};

export type StudyApi = typeof api;

/** A late question about an input that is open no more must not be answered with another's pixels. */
function opened(id: string): Study {
  if (study?.input.id !== id) throw new Error('Another input was opened meanwhile.');
  return study;
}

expose(api);
