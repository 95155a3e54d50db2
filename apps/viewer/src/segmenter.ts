/** Weights that are ready to segment scans in this page, whatever shows them. */
import '@tensorflow/tfjs-backend-cpu';
import { readCheckpoint } from '@miniseg/checkpoints';
import { compile, segmentVolume } from '@miniseg/compile';
import { modelFromCheckpoint, modelMetadata } from '@miniseg/model';
import { networkSlices, readStudy, type Study, segmentStudy, sortImages } from '@miniseg/scan';
import { imageSource } from './image-source.js';

/** A scan that can be shown, and what was found in it. */
export interface SegmentedScan {
  /** [slices, rows, columns]. */
  shape: [number, number, number];
  /** A label for each voxel, slice by slice; 0 is background. */
  labels: Uint8Array;
  /** Voxels with a label above 0. */
  marked: number;
  /** Sentences that whoever looks at the result should read. */
  notes: string[];
  /** A slice as the network saw it: grey, row by row, `white` is white. */
  slice(index: number): Promise<{ data: ArrayLike<number>; width: number; height: number; white: number }>;
}

/** For {@link Segmenter.segment}. */
export interface SegmentOptions {
  /** Ends the work, which then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** After each slice. */
  onProgress?: (done: number, total: number) => void;
}

/** What {@link loadSegmenter} gives. */
export interface Segmenter {
  /**
   * @param files One picture, volume, or DICOM series.
   * @throws {ScanError} or another error of the readers, whose message says what is wrong with a file and what cures it
   */
  segment(files: readonly File[], options?: SegmentOptions): Promise<SegmentedScan>;
  /** Ends the workers and frees the weights. */
  dispose(): void;
}

/**
 * @param weights The bytes of a safetensors file or PyTorch checkpoint of MiniSeg, or where they are.
 * @throws {CheckpointError} or ModelError for bytes that are no such weights, Error where nothing is at the address
 */
export async function loadSegmenter(
  weights: Uint8Array | string | URL,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Segmenter> {
  const bytes = weights instanceof Uint8Array ? weights : await fetchBytes(weights, signal);
  const { model } = modelFromCheckpoint(readCheckpoint(bytes));
  const { inputSize } = modelMetadata(model);
  const predictor = await compile(model, { workers: 'auto' });
  model.dispose();
  signal?.throwIfAborted();
  return {
    dispose: () => predictor.dispose(),
    async segment(files, { signal, onProgress } = {}) {
      const study = await studyOf(files);
      const total = study.slices.shape[0];
      const { labels } = await segmentStudy(
        study,
        (source, size) =>
          segmentVolume(predictor, source, {
            inputSize: size,
            signal,
            onProgress: ({ done }) => onProgress?.(done, total),
          }),
        { trainedSize: squareSide(inputSize) },
      );
      return {
        shape: [...study.slices.shape] as [number, number, number],
        labels,
        marked: labels.reduce((count, label) => count + (label > 0 ? 1 : 0), 0),
        notes: study.notes,
        slice: networkSlices(study),
      };
    },
  };
}

/** @throws {Error} that names the address */
export async function fetchBytes(address: string | URL, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`Nothing was found at '${address}' (${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

async function studyOf(files: readonly File[]): Promise<Study> {
  const { images, series, failed, notTaken } = await sortImages(files.map(imageSource));
  const inputs = [...images, ...series];
  if (inputs.length === 0) {
    const [why] = [...failed, ...notTaken];
    throw new Error(why ? `${why.file}: ${why.reason}` : 'No file was given.');
  }
  if (inputs.length > 1) throw new Error(`These files are ${inputs.length} scans. Give those of one.`);
  const [input] = inputs;
  return readStudy({ notes: [], ...input });
}

const squareSide = (size: unknown): number | undefined =>
  typeof size === 'number' ? size : Array.isArray(size) && size[0] === size[1] ? size[0] : undefined;
