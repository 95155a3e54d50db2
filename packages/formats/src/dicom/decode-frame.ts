import { FormatError } from '../errors.js';
import { decodeJpeg } from '../jpeg/decode-jpeg.js';
import { decodeJpeg12bit } from '../jpeg/decode-jpeg-12bit.js';
import { decodeLosslessJpeg } from '../jpeg/decode-lossless-jpeg.js';
import { type JpegFrame, readJpegFrame } from '../jpeg/jpeg-frame.js';
import { decodeRle } from './decode-rle.js';
import type { DicomHeader } from './dicom-image.js';
import { readJpeg2000Frame } from './jpeg-2000-frame.js';
import { type Codec, loadCodec } from './load-codec.js';
import { type PixelCoding, pixelCoding } from './transfer-syntax.js';

/** One frame as little-endian samples, interleaved by pixel. */
export interface DecodedFrame {
  bytes: Uint8Array;
  /** Bytes of one sample, which may differ from what the header allocates. */
  sampleBytes: number;
}

/**
 * Decompresses a frame. The decoders of JPEG, JPEG-LS and JPEG 2000 are loaded when first needed; they bring
 * everything along, so nothing is fetched from the network.
 *
 * @throws {FormatError} `unsupported` transfer syntax, `corrupt`, `truncated`
 */
export async function decodeFrame(bytes: Uint8Array, header: DicomHeader): Promise<DecodedFrame> {
  const { rows, columns, samples, bitsAllocated, transferSyntax } = header;
  const coding = pixelCoding(transferSyntax);
  switch (coding) {
    case 'rle': {
      const sampleBytes = bitsAllocated / 8;
      const decoded = decodeRle(bytes, rows * columns, samples * sampleBytes, sampleBytes);
      return { bytes: decoded, sampleBytes };
    }
    case 'jpeg': {
      const frame = readJpegFrame(bytes);
      checkSize(coding, frame, header);
      if (frame.precision > 8) return littleEndian(decodeJpeg12bit(bytes, frame));
      const { data } = await decodeJpeg(bytes);
      const decoded = samples === 3 ? (data as Uint8Array) : data.filter((_, index) => index % 3 === 0);
      return { bytes: decoded as Uint8Array, sampleBytes: 1 };
    }
    case 'jpeg-lossless': {
      const frame = readJpegFrame(bytes);
      checkSize(coding, frame, header);
      return decodeLossless(bytes, frame);
    }
    case 'jpeg-ls': {
      checkSize(coding, readJpegFrame(bytes), header);
      return runCodec(coding, bytes, header, () =>
        loadCodec('JpegLSDecoder', [() => import('#charls'), () => import('#charls/plain')]),
      );
    }
    case 'jpeg-2000': {
      checkSize(coding, readJpeg2000Frame(bytes), header);
      return runCodec(coding, bytes, header, () =>
        loadCodec('J2KDecoder', [() => import('#openjpeg'), () => import('#openjpeg/plain')]),
      );
    }
    default:
      throw new FormatError(
        'unsupported',
        `The DICOM file has the transfer syntax ${transferSyntax}, which cannot be read; convert it first, for example with dcmdjpeg or gdcmconv --raw.`,
      );
  }
}

interface StreamSize {
  width: number;
  height: number;
  components?: number;
  /** False where the stream lacks its end marker. */
  complete?: boolean;
}

function checkSize(coding: PixelCoding, stream: StreamSize, { rows, columns, samples }: DicomHeader): void {
  const { width, height, components = samples, complete = true } = stream;
  if (width !== columns || height !== rows || components !== samples) {
    throw new FormatError(
      'corrupt',
      `The DICOM header says ${columns} x ${rows} x ${samples}, and the ${coding} image in it ${width} x ${height} x ${components}.`,
    );
  }
  if (!complete)
    throw new FormatError('truncated', `The ${coding} image has no end marker (ff d9); the file is cut off.`);
}

function decodeLossless(bytes: Uint8Array, frame: JpegFrame): DecodedFrame {
  const count = frame.width * frame.height * frame.components;
  // Every sample takes a bit at least.
  if (count > 8 * bytes.length) {
    throw new FormatError(
      'truncated',
      `The lossless JPEG image of ${bytes.length} bytes cannot hold ${count} samples.`,
    );
  }
  return littleEndian(decodeLosslessJpeg(bytes, frame));
}

/** The bytes of samples; every platform that runs JavaScript today is little-endian. */
function littleEndian(samples: Uint8Array | Uint16Array): DecodedFrame {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = samples;
  return { bytes: new Uint8Array(buffer, byteOffset, byteLength), sampleBytes: BYTES_PER_ELEMENT };
}

const codecs = new Map<PixelCoding, Promise<Codec>>();

async function runCodec(
  coding: PixelCoding,
  bytes: Uint8Array,
  { rows, columns, samples }: DicomHeader,
  start: () => Promise<Codec>,
): Promise<DecodedFrame> {
  try {
    const codec = codecs.get(coding) ?? start();
    codecs.set(coding, codec);
    const Decoder = await codec;
    return attempt(coding, () => {
      const decoder = new Decoder();
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
      const sampleBytes = bitsPerSample > 8 ? 2 : 1;
      const decoded = decoder.getDecodedBuffer().slice();
      decoder.delete();
      if (
        width !== columns ||
        height !== rows ||
        componentCount !== samples ||
        decoded.length !== rows * columns * samples * sampleBytes
      ) {
        throw new Error(`${width} x ${height} x ${componentCount} of ${bitsPerSample} bits came out`);
      }
      return { bytes: decoded, sampleBytes };
    });
  } catch (error) {
    // A decoder that failed may have lost memory: the next image gets a new one.
    codecs.delete(coding);
    throw error;
  }
}

function attempt<Result>(coding: PixelCoding, decode: () => Result): Result {
  try {
    return decode();
  } catch (cause) {
    const reason = cause instanceof Error && cause.message ? cause.message : 'the decoder gave up';
    throw new FormatError('corrupt', `The ${coding} image in the DICOM file cannot be decoded: ${reason}.`, {
      cause,
    });
  }
}
