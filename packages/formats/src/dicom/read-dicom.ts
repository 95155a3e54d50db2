import type { Volume } from '../volume/volume.js';
import { type DicomHeader, readDicomHeader } from './dicom-header.js';
import { frameOrder } from './frame-order.js';
import { isSegmentation, labelMap } from './label-map.js';
import { type DicomPixelOptions, rescaleFrames, type StoredFrame } from './rescale.js';
import { stackGeometry } from './slice-stack.js';
import { storedFrames } from './stored-values.js';

export interface ReadDicomOptions extends DicomPixelOptions {
  /** Pixel bytes that the file may announce; default 1 GiB. */
  maxBytes?: number;
}

/**
 * The image of one DICOM file: a slice, or the frames of a multi-frame object stacked along their normal.
 *
 * Explicit and implicit, little- and big-endian, deflated, RLE, JPEG (8-bit), JPEG lossless, JPEG-LS and JPEG 2000.
 * Values are `stored * slope + intercept` (Hounsfield units for CT); colour becomes luma. A segmentation object of
 * one bit per pixel becomes a label map, the number of the segment in each of its voxels; it reaches from the first
 * slice that has a frame to the last.
 *
 * @throws FormatError `unknown-format`, `truncated`, `corrupt`, `too-large`, `unsupported`, or `geometry` where frames
 * differ in orientation or share a position
 * @example
 * const { data, shape, unit } = await readDicom(bytes, { padding: -1024 });
 */
export async function readDicom(bytes: Uint8Array, options: ReadDicomOptions = {}): Promise<Volume> {
  return imageOf(readDicomHeader(bytes, options.maxBytes), options);
}

/** The same for a file whose header is read already. */
export async function imageOf(header: DicomHeader, options: DicomPixelOptions): Promise<Volume> {
  const stored: StoredFrame[] = [];
  for await (const values of storedFrames(header)) {
    stored.push({ values, frame: header.frames[stored.length], header });
  }
  if (isSegmentation(header)) return labelMap(stored);
  const ordered = frameOrder(header).map((frame) => stored[frame]);
  return {
    data: rescaleFrames(ordered, options),
    shape: [ordered.length, header.rows, header.columns],
    unit: header.unit,
    ...stackGeometry(
      header,
      ordered.map(({ frame }) => frame),
    ),
  };
}
