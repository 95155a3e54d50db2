/** An input with its voxels, turned to axial slices, with all that its results need to be written. */
import {
  type DicomSeries,
  groupDicomSeries,
  type NamedBytes,
  readSeriesVolume,
  readVolume,
  type Volume,
  volumeFromArray,
} from '@miniseg/data';
import { withoutOptions } from '../logic/explain.js';
import type { StudyInfo } from '../shared/types.js';
import { type AxialView, axialView, type GreyScale, greyScale } from './command-line.js';
import { readPicture } from './read-picture.js';
import type { Input } from './sort-files.js';

export interface Study {
  input: Input;
  /** As the file has it. */
  volume: Volume;
  view: AxialView;
  grey: GreyScale;
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
  return studyOf(input, volume, { knownSpacing: input.kind !== 'array' || !isBare(volume) });
}

/** Pictures are shown and segmented as they are: white is white. */
async function readOnePicture(input: Input): Promise<Study> {
  const { data, width, height, white } = await readPicture(
    new Uint8Array(await input.sources[0].arrayBuffer()),
  );
  const volume = volumeFromArray({ data, shape: [height, width] });
  const grey: GreyScale = { range: [0, white], hounsfield: false, notes: [] };
  return { input, volume, view: axialView(volume), grey, knownSpacing: false, notes: [] };
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
  const grey = greyScale(volume, {});
  const view = axialView(volume);
  return { input, volume, view, grey, ...more, notes: [...grey.notes, ...view.notes].map(withoutOptions) };
}

/** Arrays get voxels of 1 mm at the origin when nothing says otherwise. */
function isBare({ spacing, origin }: Volume): boolean {
  return spacing.every((length) => length === 1) && origin.every((value) => value === 0);
}

export function describeStudy(study: Study): StudyInfo {
  const { input, volume, view, grey, series, knownSpacing, notes } = study;
  return {
    input: input.id,
    shape: view.volume.shape,
    spacing: view.volume.spacing,
    knownSpacing,
    orientation: view.orientation,
    fileShape: volume.shape,
    hounsfield: grey.hounsfield,
    range: grey.range,
    dicom: series !== undefined,
    ...(series?.seriesInstanceUID ? { seriesInstanceUID: series.seriesInstanceUID } : {}),
    notes,
  };
}
