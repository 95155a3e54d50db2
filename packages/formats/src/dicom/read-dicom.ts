import { checkAnnounced, checkHeld } from '../bytes/limits.js';
import { checkOptions } from '../check-options.js';
import { type FileSource, toBytesAsync } from '../to-bytes.js';
import type { Volume } from '../volume/volume.js';
import { readDicomHeader } from './dicom-header.js';
import type { DicomHeader } from './dicom-image.js';
import { frameOrder } from './frame-order.js';
import { isSegmentation, labelMap } from './label-map.js';
import { pixelValues } from './pixel-values.js';
import type { DicomPixelOptions, StoredFrame } from './rescale.js';
import { findSeriesIssues } from './series-issues.js';
import { stackGeometry } from './slice-stack.js';
import { spreadSlices } from './spread-slices.js';
import { storedFrames } from './stored-values.js';

/** By name, for checks. */
export const DICOM_OPTIONS = { padding: 1, monochrome1: 1, maxBytes: 1, maxMemory: 1 } as const;

/** Options of `readDicom`. */
export interface ReadDicomOptions extends DicomPixelOptions {
  /** Pixel bytes that the file may announce; default 1 GiB. */
  maxBytes?: number;
  /** Bytes that the values may take while they are read, besides the files. Default: as maxBytes allows. */
  maxMemory?: number;
}

/**
 * The image of one DICOM file: a slice, or the frames of a multi-frame object stacked along their normal, on a regular
 * grid that contains them (see `slices` of {@link DicomSeries}).
 *
 * Explicit and implicit, little- and big-endian, deflated, RLE, JPEG (8- and 12-bit), JPEG lossless, JPEG-LS, JPEG 2000
 * and high-throughput JPEG 2000. Values are `stored * slope + intercept` (Hounsfield units for CT) or what a Modality
 * LUT makes of them; color becomes luma. A segmentation object, binary, fractional (from half of its maximum) or label
 * map, becomes a label map, the number of the segment in each of its voxels; it reaches from the first slice that has a
 * frame to the last.
 *
 * @throws {FormatError} `unknown-format`, `truncated`, `corrupt`, `too-large`, `unsupported`, or `geometry` where frames
 * differ in orientation, share a position or lie on no common grid
 * @example
 * const { data, shape, unit } = await readDicom(bytes, { padding: -1024 });
 */
export async function readDicom(file: FileSource, options: ReadDicomOptions = {}): Promise<Volume> {
  checkOptions('readDicom', options, DICOM_OPTIONS);
  const bytes = await toBytesAsync('readDicom', file);
  return imageOf(readDicomHeader(bytes, options.maxBytes), options);
}

/** The same for a file whose header is read already. */
export async function imageOf(header: DicomHeader, options: ReadDicomOptions): Promise<Volume> {
  const stored: StoredFrame[] = [];
  if (isSegmentation(header)) {
    for await (const values of storedFrames(header)) {
      stored.push({ values, frame: header.frames[stored.length], header });
    }
    return labelMap(stored, options.maxBytes);
  }
  const order = frameOrder(header);
  const frames = order.map((frame) => header.frames[frame]);
  const geometry = stackGeometry(
    frames.map(() => header),
    frames,
  );
  const { slices, resampled, ...grid } = geometry;
  const { rows, columns, bitsAllocated } = header;
  if (slices.length > frames.length) {
    checkAnnounced((slices.length * rows * columns * bitsAllocated) / 8, options.maxBytes, 'The DICOM file');
  }
  checkHeld(
    slices.length * rows * columns * bytesHeld(bitsAllocated),
    options.maxMemory,
    `The DICOM file announces ${slices.length} x ${rows} x ${columns} values`,
  );
  for await (const values of storedFrames(header)) {
    stored.push({ values, frame: header.frames[stored.length], header });
  }
  const { data, unit } = pixelValues(
    order.map((frame) => stored[frame]),
    options,
  );
  const names = order.map((frame) => `frame ${frame + 1}`);
  const issues = findSeriesIssues([{ name: 'the file', header }], frames, names, geometry);
  return {
    data: spreadSlices(data, rows * columns, slices),
    shape: [slices.length, rows, columns],
    unit,
    ...grid,
    ...(issues.length > 0 ? { notes: issues.map(({ message }) => message) } : {}),
  };
}

/** For each value: as it is stored, and after rescaling. */
export const bytesHeld = (bitsAllocated: number): number => bitsAllocated / 8 + 4;
