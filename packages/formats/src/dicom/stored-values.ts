import { concatBytes } from '../bytes/concat.js';
import { decodeScalars, type ScalarType } from '../bytes/scalars.js';
import { FormatError } from '../errors.js';
import type { PixelArray } from '../volume/volume.js';
import { type DecodedFrame, decodeFrame } from './decode-frame.js';
import type { DicomHeader } from './dicom-image.js';
import { frameBytes } from './frame-bytes.js';
import { EXPLICIT_BIG_ENDIAN, pixelCoding } from './transfer-syntax.js';

/** Yields the stored values of every frame, one per pixel: unused bits removed, signs extended, color to luma. */
export async function* storedFrames(header: DicomHeader): AsyncGenerator<PixelArray> {
  const native = pixelCoding(header.transferSyntax) === 'native';
  const partial = header.samples === 3 && /422|420|PARTIAL/.test(header.photometric);
  if (native ? partial : header.bitsAllocated === 1) {
    throw new FormatError(
      'unsupported',
      `The DICOM file has ${header.bitsAllocated}-bit pixels as ${header.photometric} in the transfer syntax ${header.transferSyntax}; this combination cannot be read.`,
    );
  }
  const frames = swapWords(header, frameBytes(header));
  if (header.bitsAllocated === 1) {
    for (let index = 0; index < header.frames.length; index++) yield unpackBits(frames[0], index, header);
    return;
  }
  for (const bytes of frames) {
    if (!native) yield storedValues(await decodeFrame(bytes, header), header, true);
    else {
      const frame = { bytes, sampleBytes: header.bitsAllocated / 8 };
      yield storedValues(frame, header, header.transferSyntax !== EXPLICIT_BIG_ENDIAN);
    }
  }
}

/**
 * Big-endian files write words (OW) of two bytes with the higher byte first, whatever the samples in them are: two
 * 8-bit samples, or sixteen of one bit, then stand in the wrong order.
 */
function swapWords(
  { dataSet, transferSyntax, bitsAllocated }: DicomHeader,
  frames: Uint8Array[],
): Uint8Array[] {
  const words = dataSet.elements.x7fe00010.vr === 'OW';
  if (transferSyntax !== EXPLICIT_BIG_ENDIAN || !words || bitsAllocated > 8) return frames;
  // Frames of an odd number of bytes share a word.
  const all = concatBytes([new Uint8Array(0), ...frames]);
  const whole = all.length % 2 === 0 ? all : concatBytes([all, Uint8Array.of(lastByte(dataSet))]);
  for (let at = 0; at + 1 < whole.length; at += 2) [whole[at], whole[at + 1]] = [whole[at + 1], whole[at]];
  let start = 0;
  return frames.map(({ length }) => {
    start += length;
    return whole.subarray(start - length, start);
  });
}

/** The byte that fills the last word, where the last sample stands in it. */
function lastByte(dataSet: DicomHeader['dataSet']): number {
  const { dataOffset, length } = dataSet.elements.x7fe00010;
  return dataSet.byteArray[dataOffset + length - 1];
}

function storedValues(frame: DecodedFrame, header: DicomHeader, littleEndian: boolean): PixelArray {
  const { bitsStored, highBit, signed, samples } = header;
  const width = 8 * frame.sampleBytes;
  const type = `${signed && samples === 1 ? 'int' : 'uint'}${width}` as ScalarType;
  const values = decodeScalars(frame.bytes, type, littleEndian);
  if (samples === 3) return toLuma(values, header);
  // A codec's sample may be narrower than what the header allocates: then nothing is unused.
  const below = width === header.bitsAllocated ? highBit + 1 - bitsStored : 0;
  const above = width - below - bitsStored;
  if (above <= 0 && below === 0) return values;
  const left = 32 - width + Math.max(0, above);
  const right = left + below;
  for (let index = 0; index < values.length; index++) {
    values[index] = signed ? (values[index] << left) >> right : (values[index] << left) >>> right;
  }
  return values;
}

/** Rec. 601 luma. It is the first component of YBR already, which only the JPEG decoder turns into RGB. */
function toLuma(
  values: PixelArray,
  { rows, columns, planar, photometric, transferSyntax }: DicomHeader,
): PixelArray {
  const pixels = rows * columns;
  const coding = pixelCoding(transferSyntax);
  const apart = planar && coding === 'native';
  const rgb = coding === 'jpeg' || !photometric.startsWith('YBR_FULL');
  const [pixelStep, sampleStep] = apart ? [1, pixels] : [3, 1];
  const luma = new Uint8Array(pixels);
  for (let index = 0; index < pixels; index++) {
    const at = index * pixelStep;
    luma[index] = rgb
      ? Math.round(0.299 * values[at] + 0.587 * values[at + sampleStep] + 0.114 * values[at + 2 * sampleStep])
      : values[at];
  }
  return luma;
}

function unpackBits(bits: Uint8Array, frame: number, { rows, columns }: DicomHeader): Uint8Array {
  const pixels = rows * columns;
  const values = new Uint8Array(pixels);
  for (let index = 0; index < pixels; index++) {
    const bit = frame * pixels + index;
    values[index] = (bits[bit >> 3] >> (bit & 7)) & 1;
  }
  return values;
}
