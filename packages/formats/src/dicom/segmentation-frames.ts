import { FormatError } from '../errors.js';
import type { Vector3, Volume } from '../volume/volume.js';
import type { DicomElement } from './dicom-elements.js';
import type { DicomSeries, SliceImage } from './group-dicom-series.js';
import { codeItem, type Segment } from './segment.js';
import { dot, frameAxes } from './slice-stack.js';

/** Where a slice of the label map lies, and the image of the source series that it was drawn on, if there is one. */
export interface SourceSlice {
  image?: {
    sopClassUID: string;
    sopInstanceUID: string;
    /** From 1; multi-frame sources only. */
    frameNumber?: number;
  };
  position: Vector3;
  /** Millimeters along the normal that the slice stands for. */
  thickness: number;
  /** The slice of the label map that is written: itself, or for a repeated image the one where the image lies. */
  drawn: number;
}

/** One frame: a segment on a slice, both counted from 0. */
export interface SegmentationFrame {
  segment: number;
  slice: number;
}

/** Where each slice of the volume comes from. */
export function sourceSlices(series: DicomSeries): SourceSlice[] {
  const { files, origin, direction, spacing, slices } = series;
  const [normal] = frameAxes(files[0].header.frames[0]);
  const step = spacing[0] * dot(direction[0], normal);
  const shown = new Map<string, number[]>();
  for (const [slice, image] of slices.entries()) {
    if (image) shown.set(imageKey(image), [...(shown.get(imageKey(image)) ?? []), slice]);
  }
  return slices.map((image, slice) => {
    const grid = origin.map((value, axis) => value + slice * spacing[0] * direction[0][axis]) as Vector3;
    if (!image) return { position: grid, thickness: step, drawn: slice };
    const { header } = files[image.file];
    const { sopClassUID, sopInstanceUID, frames } = header;
    const position = frames[image.frame].position ?? grid;
    const repeated = shown.get(imageKey(image)) as number[];
    const place = dot(position, normal) - dot(origin, normal);
    const off = (one: number) => Math.abs(one * step - place);
    const drawn =
      repeated.length === 1 ? slice : repeated.reduce((best, one) => (off(one) < off(best) ? one : best));
    return {
      image: {
        sopClassUID: sopClassUID || CT_IMAGE,
        sopInstanceUID,
        frameNumber: frames.length > 1 ? image.frame + 1 : undefined,
      },
      position,
      thickness: repeated.length * step,
      drawn,
    };
  });
}

const imageKey = ({ file, frame }: SliceImage) => `${file}/${frame}`;

/**
 * A segmentation lies on the source's images, of which a volume may repeat some (see `slices` of {@link DicomSeries}).
 *
 * @throws {FormatError} `geometry` where the labels of one image differ
 */
export function checkRepeats({ data, shape }: Pick<Volume, 'data' | 'shape'>, sources: SourceSlice[]): void {
  const perSlice = shape[1] * shape[2];
  for (const [slice, { drawn }] of sources.entries()) {
    if (drawn === slice) continue;
    for (let pixel = 0; pixel < perSlice; pixel++) {
      if (data[slice * perSlice + pixel] === data[drawn * perSlice + pixel]) continue;
      throw new FormatError(
        'geometry',
        `Slices ${drawn} and ${slice} of the labels show one image of the series, whose distances are uneven, and differ. Copy the labels of slice ${drawn} to the other, or write NIfTI.`,
      );
    }
  }
}

// What a source without a class, as some anonymizers leave, most probably is.
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';

/** Slices on which each segment has a voxel; where there is none at all, one empty frame, as a file needs one. */
export function findFrames(
  { data, shape }: Pick<Volume, 'data' | 'shape'>,
  segments: Segment[],
  sources: SourceSlice[],
): SegmentationFrame[] {
  const numbers = new Map(segments.map(({ label }, index) => [label, index]));
  const present = segments.map(() => new Set<number>());
  const perSlice = shape[1] * shape[2];
  for (const [slice, { drawn }] of sources.entries()) {
    let last = 0;
    for (let index = slice * perSlice; index < (slice + 1) * perSlice; index++) {
      const label = data[index];
      // Neighbors are mostly alike, and one of a slice is enough.
      if (label === last || label === 0) continue;
      last = label;
      const segment = numbers.get(label);
      if (segment === undefined) {
        throw new FormatError(
          'invalid-argument',
          `The labels hold the value ${label}, and no segment has it; segments are given for ${[...numbers.keys()].join(', ')}.`,
        );
      }
      present[segment].add(drawn);
    }
  }
  const frames = present.flatMap((slices, segment) =>
    [...slices].sort((one, other) => one - other).map((slice) => ({ segment, slice })),
  );
  return frames.length > 0 ? frames : [{ segment: 0, slice: sources[0].drawn }];
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
export function frameItem(
  { segment, slice }: SegmentationFrame,
  source: SourceSlice,
  measures: DicomElement[] | undefined,
): DicomElement[] {
  return [
    [0x00089124, 'SQ', source.image ? [derivation(source.image)] : []],
    [0x00209111, 'SQ', [[[0x00209157, 'UL', [segment + 1, slice + 1]]]]],
    [0x00209113, 'SQ', [[[0x00200032, 'DS', source.position]]]],
    [0x0062000a, 'SQ', [[[0x0062000b, 'US', segment + 1]]]],
    ...(measures ? [[0x00289110, 'SQ', [measures]] as DicomElement] : []),
  ];
}

function derivation({
  sopClassUID,
  sopInstanceUID,
  frameNumber,
}: NonNullable<SourceSlice['image']>): DicomElement[] {
  const image: DicomElement[] = [
    [0x00081150, 'UI', sopClassUID],
    [0x00081155, 'UI', sopInstanceUID],
    [0x0028135a, 'CS', 'YES'],
    [0x0040a170, 'SQ', [codeItem(['121322', 'DCM', 'Source image for image processing operation'])]],
  ];
  if (frameNumber !== undefined) image.push([0x00081160, 'IS', frameNumber]);
  return [
    [0x00082112, 'SQ', [image]],
    [0x00089215, 'SQ', [codeItem(['113076', 'DCM', 'Segmentation'])]],
  ];
}
