import { FormatError } from '../errors.js';
import type { Vector3, Volume } from '../volume/volume.js';
import type { DicomElement } from './dicom-elements.js';
import { frameOrder } from './frame-order.js';
import type { DicomSeries } from './group-dicom-series.js';
import { codeItem, type Segment } from './segment.js';

/** The slice of a source series that a frame of a segmentation covers. */
export interface SourceSlice {
  sopClassUID: string;
  sopInstanceUID: string;
  /** From 1; multi-frame sources only. */
  frameNumber?: number;
  position: Vector3;
}

/** One frame: a segment on a slice, both counted from 0. */
export interface SegmentationFrame {
  segment: number;
  slice: number;
}

/** Where each slice of the volume comes from. */
export function sourceSlices({ files, origin, direction, spacing, shape }: DicomSeries): SourceSlice[] {
  const [{ header }] = files;
  const order = files.length === 1 ? frameOrder(header) : undefined;
  return Array.from({ length: shape[0] }, (_, slice) => {
    const { sopClassUID, sopInstanceUID, frames } = (files[slice] ?? files[0]).header;
    const frame = order?.[slice] ?? 0;
    const along = origin.map((value, axis) => value + slice * spacing[0] * direction[0][axis]) as Vector3;
    return {
      sopClassUID: sopClassUID || CT_IMAGE,
      sopInstanceUID,
      frameNumber: frames.length > 1 ? frame + 1 : undefined,
      position: frames[frame].position ?? along,
    };
  });
}

// What a source without a class, as some anonymisers leave, most probably is.
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';

/** Slices on which each segment has a voxel; where there is none at all, one empty frame, as a file needs one. */
export function findFrames(
  { data, shape }: Pick<Volume, 'data' | 'shape'>,
  segments: Segment[],
): SegmentationFrame[] {
  const numbers = new Map(segments.map(({ label }, index) => [label, index]));
  const present = segments.map(() => new Set<number>());
  const perSlice = shape[1] * shape[2];
  for (let index = 0; index < data.length; index++) {
    const label = data[index];
    if (label === 0) continue;
    const segment = numbers.get(label);
    if (segment === undefined) {
      throw new FormatError(
        'invalid-argument',
        `The labels hold the value ${label}, and no segment has it; segments are given for ${[...numbers.keys()].join(', ')}.`,
      );
    }
    present[segment].add(Math.floor(index / perSlice));
  }
  const frames = present.flatMap((slices, segment) =>
    [...slices].sort((one, other) => one - other).map((slice) => ({ segment, slice })),
  );
  return frames.length > 0 ? frames : [{ segment: 0, slice: 0 }];
}

/** One bit a pixel, lowest bit first, frames without padding between them (PS3.5, 8.1.1). */
export function packFrames(
  { data, shape }: Pick<Volume, 'data' | 'shape'>,
  segments: Segment[],
  frames: SegmentationFrame[],
): Uint8Array {
  const perSlice = shape[1] * shape[2];
  const bits = new Uint8Array(2 * Math.ceil((frames.length * perSlice) / 16));
  for (const [frame, { segment, slice }] of frames.entries()) {
    const { label } = segments[segment];
    for (let pixel = 0; pixel < perSlice; pixel++) {
      if (data[slice * perSlice + pixel] !== label) continue;
      const bit = frame * perSlice + pixel;
      bits[bit >> 3] |= 1 << (bit & 7);
    }
  }
  return bits;
}

/** The functional groups of one frame: where it lies, what it shows, and of which image it was made. */
export function frameItem({ segment, slice }: SegmentationFrame, source: SourceSlice): DicomElement[] {
  const image: DicomElement[] = [
    [0x00081150, 'UI', source.sopClassUID],
    [0x00081155, 'UI', source.sopInstanceUID],
    [0x0028135a, 'CS', 'YES'],
    [0x0040a170, 'SQ', [codeItem(['121322', 'DCM', 'Source image for image processing operation'])]],
  ];
  if (source.frameNumber !== undefined) image.push([0x00081160, 'IS', source.frameNumber]);
  return [
    [
      0x00089124,
      'SQ',
      [
        [
          [0x00082112, 'SQ', [image]],
          [0x00089215, 'SQ', [codeItem(['113076', 'DCM', 'Segmentation'])]],
        ],
      ],
    ],
    [0x00209111, 'SQ', [[[0x00209157, 'UL', [segment + 1, slice + 1]]]]],
    [0x00209113, 'SQ', [[[0x00200032, 'DS', source.position]]]],
    [0x0062000a, 'SQ', [[[0x0062000b, 'US', segment + 1]]]],
  ];
}
