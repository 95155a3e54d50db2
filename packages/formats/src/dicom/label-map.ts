import { checkAnnounced } from '../bytes/limits.js';
import { FormatError } from '../errors.js';
import type { Volume } from '../volume/volume.js';
import type { DicomFrame, DicomHeader } from './dicom-image.js';
import type { StoredFrame } from './rescale.js';
import type { GridHints } from './slice-grid.js';
import { dot, frameAxes, placeOf, SAME_POSITION, stackGeometry } from './slice-stack.js';

/** True for a segmentation object whose frames say where they lie and, but for a label map's, of which segment they are. */
export function isSegmentation({ bitsAllocated, frames, segmentationType }: DicomHeader): boolean {
  const placed = frames.every(({ position }) => position);
  if (segmentationType === 'LABELMAP') return placed;
  const named = bitsAllocated === 1 || segmentationType === 'FRACTIONAL' || segmentationType === 'BINARY';
  return named && placed && frames.every(({ segment }) => segment !== undefined);
}

/**
 * The frames of a segmentation as one label map. Segments have frames where they have voxels, so slices are found by
 * position and those without a frame are empty. Where segments overlap, the higher fraction wins, then the higher
 * number. A fraction marks a voxel from half of the largest that the file allows.
 *
 * @throws {FormatError} `geometry` where frames lie in different planes or on no common grid, `too-large`
 */
export function labelMap(stored: StoredFrame[], maxBytes?: number): Volume {
  const [{ header }] = stored;
  const { rows, columns } = header;
  const [normal] = frameAxes(stored[0].frame);
  if (!stored.every(({ frame }) => dot(frameAxes(frame)[0], normal) > 1 - 1e-6)) {
    throw new FormatError(
      'geometry',
      'The frames of the segmentation lie in different planes, so that they are no single stack. Split the object first.',
    );
  }
  const place = ({ frame }: StoredFrame) => placeOf(frame, normal, header);
  const sorted = stored.slice().sort((one, other) => place(one) - place(other));
  const layers: StoredFrame[][] = [];
  for (const one of sorted) {
    const last = layers.at(-1);
    if (last && place(one) - place(last[0]) < SAME_POSITION) last.push(one);
    else layers.push([one]);
  }
  const planes = layers.map(([{ frame }]) => frame);
  const { slices, resampled, ...geometry } = stackGeometry(
    planes.map(() => header),
    planes,
    hintsOf(header, planes),
  );
  const wide = labelLimit(stored) > 255;
  checkAnnounced(slices.length * rows * columns * (wide ? 2 : 1), maxBytes, 'The segmentation');
  const perSlice = rows * columns;
  const data = wide ? new Uint16Array(slices.length * perSlice) : new Uint8Array(slices.length * perSlice);
  for (const [layer, frames] of layers.entries()) {
    const labels = labelsOf(frames, perSlice, wide);
    for (const [slice, shown] of slices.entries()) if (shown === layer) data.set(labels, slice * perSlice);
  }
  return { data, shape: [slices.length, rows, columns], ...geometry, unit: 'unknown' };
}

/** Frames of a segmentation lie where there are voxels, so that only what the file says tells their distance. */
function hintsOf({ sliceDistance, sliceThickness }: DicomHeader, planes: DicomFrame[]): GridHints {
  const widths = planes.map(({ thickness }) => thickness ?? Number.NaN);
  const differ = widths.every((width) => width > 0) && new Set(widths).size > 1;
  return {
    step: sliceDistance ?? (differ ? Math.min(...widths) : sliceThickness),
    sparse: true,
    ...(differ && sliceDistance === undefined ? { widths } : {}),
  };
}

function labelLimit(stored: StoredFrame[]): number {
  const [{ header }] = stored;
  if (header.segmentationType === 'LABELMAP') return header.bitsAllocated > 8 ? 65535 : 255;
  return stored.reduce((most, { frame }) => Math.max(most, frame.segment ?? 0), 0);
}

function labelsOf(frames: StoredFrame[], perSlice: number, wide: boolean): Uint8Array | Uint16Array {
  const labels = wide ? new Uint16Array(perSlice) : new Uint8Array(perSlice);
  const [{ header, values: first }] = frames;
  if (header.segmentationType === 'LABELMAP') {
    labels.set(first);
    return labels;
  }
  const most = header.segmentationType === 'FRACTIONAL' ? header.dataSet.uint16('x0062000e') : 1;
  if (!most) {
    throw new FormatError(
      'corrupt',
      'The fractional segmentation does not say which value is the whole (MaximumFractionalValue, 0062,000E).',
    );
  }
  const highest = new Uint16Array(perSlice);
  for (const { values, frame } of frames) {
    const segment = frame.segment ?? 0;
    for (let pixel = 0; pixel < perSlice; pixel++) {
      const value = values[pixel];
      if (value === 0 || 2 * value < most || value < highest[pixel]) continue;
      if (value > highest[pixel] || segment > labels[pixel]) labels[pixel] = segment;
      highest[pixel] = value;
    }
  }
  return labels;
}
