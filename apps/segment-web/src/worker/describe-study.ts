/** What the page is told of a study: all but its voxels. */
import { orientationOf } from '@miniseg/data';
import { type Study, voxelMilliliters } from '@miniseg/scan';
import type { StudyInfo } from '../shared/types.js';

export function describeStudy(
  { grid, slices, view, grey, series, seriesInstanceUID, knownSpacing, notes }: Study,
  input: string,
): StudyInfo {
  const [right, bottom] = orientationOf(slices);
  const uid = series?.files[0]?.header.frameOfReferenceUID;
  return {
    input,
    shape: slices.shape,
    spacing: slices.spacing,
    ...(knownSpacing ? { edges: [right, bottom], voxelMilliliters: voxelMilliliters(grid) } : {}),
    knownSpacing,
    orientation: view.orientation,
    fileShape: grid.shape,
    hounsfield: grey.hounsfield,
    range: grey.range,
    ...(grey.guessed ? { guessed: grey.guessed } : {}),
    dicom: series !== undefined,
    ...(seriesInstanceUID ? { seriesInstanceUID } : {}),
    ...(uid ? { frame: { uid, origin: slices.origin, direction: slices.direction } } : {}),
    notes,
  };
}
