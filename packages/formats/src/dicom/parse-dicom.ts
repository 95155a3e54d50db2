import dicomParser, { type DataSet } from 'dicom-parser';
import { inflate, inflatePrefix } from '../bytes/inflate.js';
import { DEFAULT_MAX_BYTES } from '../bytes/limits.js';
import { asciiAt } from '../bytes/text.js';
import { FormatError } from '../errors.js';
import { EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN } from './transfer-syntax.js';

// What a deflated file may hold besides its pixels.
const HEADER_ROOM = 16 << 20;
const PIXEL_DATA = 'x7fe00010';

/** True for a DICOM file of PS3.10 (128 bytes, then 'DICM') and for a bare data set, as some old systems store them. */
export function isDicom(bytes: Uint8Array): boolean {
  return hasPreamble(bytes) || bareTransferSyntax(bytes) !== undefined;
}

function hasPreamble(bytes: Uint8Array): boolean {
  return asciiAt(bytes, 128, 4) === 'DICM';
}

/** A bare data set begins in group 8 with one of its first elements; whether types are written tells the syntax. */
function bareTransferSyntax(bytes: Uint8Array): string | undefined {
  if (bytes.length < 16 || bytes[0] !== 8 || bytes[1] !== 0 || bytes[2] > 0x20 || bytes[3] !== 0)
    return undefined;
  if (/^(CS|DA|TM|UI|UL|SH|LO|DT)$/.test(asciiAt(bytes, 4, 2))) return EXPLICIT_LITTLE_ENDIAN;
  // The length of a short text, even and not 0, in four bytes.
  const [low, ...high] = bytes.subarray(4, 8);
  return low > 0 && low % 2 === 0 && high.every((byte) => byte === 0) ? IMPLICIT_LITTLE_ENDIAN : undefined;
}

/**
 * The elements of a DICOM file. Deflated files are decompressed up to what their own header announces.
 *
 * @throws {FormatError} `unknown-format`, `truncated`, `corrupt`, `too-large`
 */
export function parseDicom(bytes: Uint8Array, maxBytes: number = DEFAULT_MAX_BYTES): DataSet {
  if (!isDicom(bytes)) {
    throw new FormatError(
      'unknown-format',
      "The file is no DICOM file: it has no 'DICM' behind a preamble, and does not begin with elements of group 8.",
    );
  }
  const TransferSyntaxUID = hasPreamble(bytes) ? undefined : bareTransferSyntax(bytes);
  return guarded(() =>
    dicomParser.parseDicom(bytes, {
      inflater: (file, at) => inflateFile(file, at, maxBytes),
      ...(TransferSyntaxUID ? { TransferSyntaxUID } : {}),
    }),
  );
}

function inflateFile(file: Uint8Array, position: number, maxBytes: number): Uint8Array {
  const what = 'The deflated DICOM file';
  const compressed = file.subarray(position);
  const whole = (body: Uint8Array) => {
    const joined = new Uint8Array(position + body.length);
    joined.set(file.subarray(0, position));
    joined.set(body, position);
    return joined;
  };
  // The start tells how many pixels there are, so that a bomb cannot pass for them.
  const start = whole(inflatePrefix(compressed, 'raw', HEADER_ROOM, what));
  const header = guarded(() =>
    dicomParser.parseDicom(start, { inflater: () => start, untilTag: PIXEL_DATA }),
  );
  const pixels =
    (header.uint16('x00280010') ?? 0) *
    (header.uint16('x00280011') ?? 0) *
    (header.intString('x00280008') ?? 1) *
    (header.uint16('x00280002') ?? 1) *
    ((header.uint16('x00280100') ?? 0) / 8);
  if (!(pixels <= maxBytes)) {
    throw new FormatError(
      'too-large',
      `${what} announces ${pixels} bytes of pixels, more than the limit of ${maxBytes}.`,
    );
  }
  const expected = Math.ceil(Math.max(0, pixels));
  return whole(inflate(compressed, 'raw', { expected, slack: HEADER_ROOM, what }));
}

/** Runs what reads elements: dicom-parser throws strings, errors, and objects that hold them. */
export function guarded<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (thrown) {
    const inner = (thrown as { exception?: unknown })?.exception ?? thrown;
    if (FormatError.isInstance(inner)) throw inner;
    const reason = inner instanceof Error ? inner.message : String(inner);
    const cutOff = /past|overrun|end of|buffer/i.test(reason);
    throw new FormatError(
      cutOff ? 'truncated' : 'corrupt',
      `The DICOM file ${cutOff ? 'ends within an element; it is cut off' : 'cannot be parsed'} (${reason}).`,
      { cause: inner },
    );
  }
}
