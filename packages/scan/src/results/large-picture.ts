import { encodePng, greyRaster, labelColor, PngRows, PngRowWriter, renderOverlay } from '@miniseg/formats';
import { check, checkOptions } from '../check-options.js';
import { checkCount, checkText } from '../check-values.js';
import { ScanError } from '../errors.js';
import type { ResultFile } from './mask-file.js';
import type { SliceReport } from './reports.js';
import { maskName, overlayName } from './result-names.js';

/** A picture whose rows come one after the other, as `segmentRows` of `@miniseg/engine` takes it. */
export interface PictureRows {
  width: number;
  height: number;
  channels: 1;
  white: number;
  rows(first: number, count: number): Uint8Array | Uint16Array;
}

/**
 * Runs a network over a picture, whose mask comes row by row, from the first to the last.
 *
 * @param take Is given some rows of labels at a time.
 */
export type SegmentPictureRows = (
  picture: PictureRows,
  take: (rows: { mask: Uint8Array }) => void,
) => void | Promise<void>;

/** For {@link segmentLargePicture}. */
export interface LargePictureOptions {
  /** Of the input; files are named after it. */
  name: string;
  /** What the report calls it. */
  label: string;
  /** Of the network, background included. */
  classes: number;
  /** Default true: the picture with its mask, at most 2048 pixels wide and high. */
  overlay?: boolean;
}

/** Longest side of an overlay. */
const OVERLAY_SIDE = 2048;

/**
 * Whether a file is a picture that can be segmented row by row: a PNG that is not interlaced and has at most 8 bits. Deeper
 * ones say by all of their values what is black and what is white.
 *
 * @param beginning Its first bytes: 29, or more.
 * @throws {ScanError} `invalid-argument` for what is no bytes
 */
export function hasRows(beginning: Uint8Array): boolean {
  check(beginning instanceof Uint8Array, 'The beginning', beginning, 'it is bytes, as a Uint8Array');
  const png = beginning[0] === 0x89 && beginning[1] === 0x50;
  return png && beginning[24] <= 8 && beginning[28] === 0;
}

/**
 * A picture of any size: it is decoded, segmented and its mask written row by row, so that no more than the two files and
 * some rows are in memory. The mask is that of `segmentStudy` and `studyResults`; the overlay is made smaller.
 *
 * @throws {ScanError} `unsupported` for a picture that has no rows, `invalid-argument` for a wrong argument; FormatError that says what is wrong with the file
 * @example
 * const { files, slice } = await segmentLargePicture(bytes, segment, { name: 'scan', label: 'scan.png', classes: 2 });
 */
export async function segmentLargePicture(
  bytes: Uint8Array,
  segment: SegmentPictureRows,
  options: LargePictureOptions,
): Promise<{ files: ResultFile[]; slice: SliceReport }> {
  checkOptions('segmentLargePicture', options, { name: 1, label: 1, classes: 1, overlay: 1 });
  const { name, label, classes, overlay = true } = options;
  check(typeof segment === 'function', 'segment', segment, 'it is a function that runs a network over rows');
  checkText(name, 'name');
  checkText(label, 'label');
  checkCount(classes, 'classes', 2);
  check(classes <= 256, 'classes', classes, 'a mask holds at most 256');
  check(typeof overlay === 'boolean', 'overlay', overlay, 'it is true or false');
  if (!hasRows(bytes)) {
    throw new ScanError('unsupported', 'The picture is no PNG of at most 8 bits that is stored row by row.');
  }
  const png = new PngRows(bytes);
  const { width, height } = png;
  const thin = overlay ? new ThinnedPicture(width, height) : undefined;
  const read = (count: number) => {
    const first = png.row;
    const { channels, maxValue, palette } = png;
    const raster = {
      width,
      height: count,
      channels,
      maxValue,
      data: png.read(count),
      ...(palette && { palette }),
    };
    const { data, white } = greyRaster(raster);
    thin?.addRows(data as Uint8Array, first, 255 / white);
    return { data, white };
  };
  // What is white depends on the palette, not on the pixels.
  const white = png.palette ? 255 : png.maxValue;
  const palette =
    classes > 2
      ? Uint8Array.from(Array.from({ length: classes }, (_, label) => labelColor(label)).flat())
      : undefined;
  const writer = new PngRowWriter({ width, height, channels: 1, ...(palette && { palette }) });
  let [marked, masked] = [0, 0];
  await segment(
    {
      ...{ width, height, channels: 1, white },
      rows: (first, count) => {
        while (png.row < first) read(1);
        return read(count).data;
      },
    },
    ({ mask }) => {
      check(mask instanceof Uint8Array, 'mask', mask, 'segment gives rows of labels, as a Uint8Array');
      for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) marked++;
      thin?.addLabels(mask, masked);
      masked += mask.length / width;
      writer.write(classes > 2 ? mask : mask.map((value) => (value === 0 ? 0 : 255)));
    },
  );
  // Rows that the network did not ask for are looked at all the same.
  while (png.row < height) read(1);
  const file = { name: maskName(name), bytes: writer.finish() };
  const picture = thin ? [{ name: overlayName(name), bytes: thin.overlay() }] : [];
  const slice: SliceReport = {
    file: label,
    width,
    height,
    mask: file.name,
    ...(overlay ? { overlay: overlayName(name) } : {}),
    pixels: marked,
    share: marked / (width * height),
    ...(thin && thin.step > 1
      ? { notes: [`The overlay shows every ${thin.step}th pixel and row; the mask has them all.`] }
      : {}),
  };
  return { files: [...picture, file], slice };
}

/** Every so many rows and columns of a picture and of its labels. */
class ThinnedPicture {
  readonly step: number;
  readonly #width: number;
  readonly #height: number;
  readonly #grey: Uint8Array;
  readonly #labels: Uint8Array;

  constructor(
    private readonly width: number,
    height: number,
  ) {
    this.step = Math.ceil(Math.max(width, height) / OVERLAY_SIDE);
    this.#width = Math.ceil(width / this.step);
    this.#height = Math.ceil(height / this.step);
    this.#grey = new Uint8Array(this.#width * this.#height);
    this.#labels = new Uint8Array(this.#grey.length);
  }

  addRows(rows: Uint8Array, first: number, factor: number): void {
    this.#add(this.#grey, rows, first, factor);
  }

  addLabels(rows: Uint8Array, first: number): void {
    this.#add(this.#labels, rows, first, 1);
  }

  overlay(): Uint8Array {
    const shape: [number, number, number] = [1, this.#height, this.#width];
    const image = { data: this.#grey, shape, unit: 'unknown' as const };
    return encodePng(renderOverlay(image, { data: this.#labels, shape }, { range: [0, 255] }));
  }

  #add(to: Uint8Array, rows: Uint8Array, first: number, factor: number): void {
    const { step, width } = this;
    const count = rows.length / width;
    for (let y = Math.ceil(first / step); y * step < first + count; y++) {
      const from = (y * step - first) * width;
      for (let x = 0; x < this.#width; x++) to[y * this.#width + x] = rows[from + x * step] * factor;
    }
  }
}
