import { checkAnnounced } from '../bytes/limits.js';
import { FormatError } from '../errors.js';
import type { Volume } from '../volume/volume.js';
import type { DicomHeader } from './dicom-header.js';
import type { StoredFrame } from './rescale.js';
import { frameAxes, slicePlaces, stackGeometry } from './slice-stack.js';

/** True for a binary segmentation: frames of one bit, each of one segment. */
export function isSegmentation({ bitsAllocated, frames }: DicomHeader): boolean {
  return bitsAllocated === 1 && frames.every(({ segment, position }) => segment !== undefined && position);
}

/**
 * The frames of a segmentation as one label map. Segments have frames where they have voxels, so slices are found by
 * position and those without a frame are empty. Where segments overlap the higher number wins.
 *
 * @throws FormatError `geometry` where positions are not evenly spaced, `too-large`
 */
export function labelMap(stored: StoredFrame[]): Volume {
  const [{ header }] = stored;
  const [normal] = frameAxes(stored[0].frame);
  const { places } = slicePlaces(
    stored.map(({ frame }) => frame),
    normal,
  );
  const order = [...places.keys()].sort((one, other) => places[one] - places[other]);
  const first = stored[order[0]].frame;
  const step =
    header.sliceSpacing ??
    stackGeometry(
      header,
      order.map((index) => stored[index].frame),
    ).spacing[0];
  const slices = places.map((place) => Math.round((place - places[order[0]]) / step));
  if (places.some((place, index) => Math.abs(place - places[order[0]] - slices[index] * step) > step / 10)) {
    throw new FormatError(
      'geometry',
      `The segmentation's frames do not lie ${step} mm apart, as its header says; its slices cannot be counted.`,
    );
  }
  const { rows, columns } = header;
  const count = slices[order.at(-1) as number] + 1;
  const wide = stored.some(({ frame }) => (frame.segment ?? 0) > 255);
  checkAnnounced(count * rows * columns * (wide ? 2 : 1), undefined, 'The segmentation');
  const data = wide ? new Uint16Array(count * rows * columns) : new Uint8Array(count * rows * columns);
  for (const [frame, { values, frame: place }] of stored.entries()) {
    const offset = slices[frame] * rows * columns;
    for (let pixel = 0; pixel < values.length; pixel++) {
      if (values[pixel]) data[offset + pixel] = Math.max(data[offset + pixel], place.segment ?? 0);
    }
  }
  const { direction } = stackGeometry(header, [first]);
  const [rowSpacing, columnSpacing] = header.pixelSpacing ?? [1, 1];
  return {
    data,
    shape: [count, rows, columns],
    spacing: [step, rowSpacing, columnSpacing],
    origin: first.position ?? [0, 0, 0],
    direction,
    unit: 'unknown',
  };
}
