/** Results of one volume: a label map in the input's geometry, a contact sheet, a DICOM segmentation. */
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { encodePng, writeDicomSegmentation, writeNifti } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import {
  type AffectedShares,
  type AxialView,
  affectedShares,
  type GreyScale,
  type ThinnedVolume,
} from '@miniseg/scan';
import { versions } from '../version.js';
import { contactSheet } from './contact-sheet.js';
import type { Scan } from './read-scan.js';
import { dicomSegOf, labelMapOf, overlayOf } from './result-files.js';
import type { SegmentRun } from './run.js';
import type { Slices } from './slices.js';

export interface VolumeReport extends Pick<AffectedShares, 'bodyShare' | 'lungShare'> {
  name: string;
  /** File, or folder and series. */
  file: string;
  seriesInstanceUID?: string;
  /** [slices, rows, columns] of the file. */
  shape: [number, number, number];
  /** Millimetres, in the order of `shape`; absent where the file does not say. */
  spacing?: [number, number, number];
  /** Letters of the columns', rows' and slices' directions, such as LPS. */
  orientation: string;
  hounsfield: boolean;
  /** Values that were black and white. */
  range: [number, number];
  labels: string;
  dicomSeg?: string;
  overlay?: string;
  /** Slices on the contact sheet, in the file's own count from 0. */
  overlaySlices?: number[];
  /** Axial slices that were segmented. */
  slices: number;
  /** Voxels that are not background. */
  voxels: number;
  /** ... times the size of a voxel. */
  milliliters?: number;
  notes: string[];
  /** From the decoded volume to the labels in memory. */
  milliseconds: number;
}

export interface SegmentedVolume {
  scan: Scan;
  grey: GreyScale;
  view: AxialView;
  /** Of the view. */
  slices: Slices;
  /** Of the view, where its values are Hounsfield units. */
  thinned?: ThinnedVolume;
  /** Of the view's voxels. */
  labels: Uint8Array;
  classes: number;
}

/** Native, and beside this thread. */
const compress = promisify<Uint8Array, Uint8Array>(gzip);

export async function writeVolume(
  { name, file }: { name: string; file: string },
  { scan, grey, view, slices, thinned, labels, classes }: SegmentedVolume,
  { out, overlay, dicomSeg }: SegmentRun,
): Promise<Omit<VolumeReport, 'milliseconds'>> {
  const { volume, series, seriesInstanceUID, knownSpacing } = scan;
  const { range, hounsfield } = grey;
  const restored = view.restore(labels);
  const map = { ...volume, data: restored, unit: 'unknown' as const };
  const compressed = compress(writeNifti(map, { labels: true, gzip: false }));
  const { bodyShare, lungShare, notes } = thinned
    ? affectedShares(thinned, thinned.labels(labels))
    : {
        notes: [
          'The values are not known to be Hounsfield units, so that no share of body or lungs is given.',
        ],
      };
  const sheet = overlay ? await contactSheet(slices, labels, range) : undefined;
  if (sheet) await writeFileAtomic(path.join(out, overlayOf(name)), encodePng(sheet.picture));
  if (dicomSeg && series)
    await writeFileAtomic(path.join(out, dicomSegOf(name)), dicomSegmentation(map, series, classes));
  await writeFileAtomic(path.join(out, labelMapOf(name)), await compressed);
  let voxels = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] !== 0) voxels++;
  const [depth, height, width] = volume.spacing;
  return {
    name,
    file,
    ...(seriesInstanceUID ? { seriesInstanceUID } : {}),
    shape: volume.shape,
    ...(knownSpacing ? { spacing: volume.spacing } : {}),
    orientation: view.orientation,
    hounsfield,
    range,
    labels: labelMapOf(name),
    ...(dicomSeg && series ? { dicomSeg: dicomSegOf(name) } : {}),
    ...(sheet ? { overlay: overlayOf(name), overlaySlices: sheet.slices.map(view.inputSlice) } : {}),
    slices: view.volume.shape[0],
    voxels,
    ...(knownSpacing ? { milliliters: (voxels * depth * height * width) / 1000 } : {}),
    ...(bodyShare === undefined ? {} : { bodyShare }),
    ...(lungShare === undefined ? {} : { lungShare }),
    notes: [
      ...scan.notes,
      ...grey.notes,
      ...view.notes,
      ...notes,
      ...(knownSpacing
        ? []
        : ['The file does not say how large its voxels are, so that no volume in mL is given.']),
      ...(dicomSeg && !series ? ['The input is no DICOM, so that there is no DICOM segmentation.'] : []),
    ],
  };
}

/** Names of segments are those of two classes; more are numbered, as weights do not name them. */
export function dicomSegmentation(
  labels: Parameters<typeof writeDicomSegmentation>[0],
  series: Parameters<typeof writeDicomSegmentation>[1],
  classes: number,
): Uint8Array {
  const segments = Array.from({ length: classes - 1 }, (_, index) => ({
    label: index + 1,
    name: classes === 2 ? 'Infection' : `Label ${index + 1}`,
  }));
  const algorithm = { name: 'MiniSeg', version: versions.miniseg };
  return writeDicomSegmentation(labels, series, { segments, algorithm });
}
