/** An input with its voxels, turned to axial slices, with all that its results need to be written. */
import { orientationOf } from '@miniseg/data';
import {
  type DicomSeries,
  groupDicomSeries,
  type NamedBytes,
  type PixelArray,
  readGreySlice,
  readSeriesVolume,
  readVolume,
  type Volume,
  volumeFromArray,
} from '@miniseg/formats';
import { type AxialView, axialView, type GreyScale, greyPixels, greyScale, hasOwnGrid } from '@miniseg/scan';
import type { StudyInfo } from '../shared/types.js';
import type { Input } from './sort-files.js';

export interface Study {
  input: Input;
  /** As the file has it. */
  volume: Volume;
  view: AxialView;
  grey: GreyScale;
  /** Values as 8-bit grey. */
  pixels: (data: PixelArray) => Uint8Array;
  series?: DicomSeries;
  knownSpacing: boolean;
  notes: string[];
}

export async function readStudy(input: Input): Promise<Study> {
  if (input.kind === 'picture') return readOnePicture(input);
  const named: NamedBytes[] = [];
  for (const file of input.sources) {
    named.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  if (input.kind === 'dicom') return readSeries(input, named);
  const volume = await readVolume(named.length === 1 ? named[0].bytes : named);
  return studyOf(input, volume, { knownSpacing: input.kind !== 'array' || hasOwnGrid(volume) });
}

/** Pictures are shown and segmented as they are: white is white. */
async function readOnePicture(input: Input): Promise<Study> {
  const { data, width, height, white } = await readGreySlice(
    new Uint8Array(await input.sources[0].arrayBuffer()),
  );
  const volume = volumeFromArray({ data, shape: [height, width] });
  const grey: GreyScale = { range: [0, white], hounsfield: false, notes: [] };
  const pixels = greyPixels(grey.range);
  return { input, volume, view: axialView(volume), grey, pixels, knownSpacing: false, notes: [] };
}

async function readSeries(input: Input, named: NamedBytes[]): Promise<Study> {
  const { series, ignored } = groupDicomSeries(named);
  if (series.length === 0) throw new Error(ignored[0].reason);
  const [stack] = series;
  const volume = await readSeriesVolume(stack);
  return studyOf(input, volume, {
    knownSpacing: stack.files[0].header.pixelSpacing !== undefined,
    series: stack,
  });
}

function studyOf(input: Input, volume: Volume, more: Pick<Study, 'knownSpacing' | 'series'>): Study {
  const grey = greyScale(volume);
  const view = axialView(volume);
  const pixels = greyPixels(grey.range);
  return { input, volume, view, grey, pixels, ...more, notes: [...grey.notes, ...view.notes] };
}

function edgesOf({ volume }: AxialView): [string, string] {
  const [right, bottom] = orientationOf(volume);
  return [right, bottom];
}

export function describeStudy(study: Study): StudyInfo {
  const { input, volume, view, grey, series, knownSpacing, notes } = study;
  return {
    input: input.id,
    shape: view.volume.shape,
    spacing: view.volume.spacing,
    knownSpacing,
    orientation: view.orientation,
    ...(knownSpacing ? { edges: edgesOf(view) } : {}),
    fileShape: volume.shape,
    hounsfield: grey.hounsfield,
    range: grey.range,
    dicom: series !== undefined,
    ...(series?.seriesInstanceUID ? { seriesInstanceUID: series.seriesInstanceUID } : {}),
    notes,
  };
}
