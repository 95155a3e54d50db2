import type { ScalarType } from '../bytes/scalars.js';
import { asciiAt } from '../bytes/text.js';
import { FormatError } from '../errors.js';
import type { NiftiForms } from '../volume/nifti-forms.js';

/** The fields of a NIfTI-1 or NIfTI-2 header that pixels and geometry need. */
export interface NiftiHeader extends NiftiForms {
  version: 1 | 2;
  littleEndian: boolean;
  /** False for a .hdr file, whose pixels are in an .img file. */
  single: boolean;
  type: ScalarType;
  /** Extents of the axes, first axis fastest, at least three. */
  dims: number[];
  voxOffset: number;
  slope: number;
  intercept: number;
}

export const NIFTI_HEADER_BYTES = { 1: 348, 2: 540 } as const;

export const NIFTI_TYPE_CODES: Partial<Record<ScalarType, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
  int64: 1024,
  uint64: 1280,
};

const OTHER_TYPES: Record<number, string> = {
  1: 'binary',
  32: 'complex64',
  128: 'RGB24',
  1536: 'float128',
  1792: 'complex128',
  2048: 'complex256',
  2304: 'RGBA32',
};

/** 1 or 2 for a NIfTI header in either byte order, and undefined for anything else. */
export function niftiVersion(bytes: Uint8Array): 1 | 2 | undefined {
  if (bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = (expected: number) =>
    view.getInt32(0, true) === expected || view.getInt32(0, false) === expected;
  // A header that was cut off is still recognized, by its size field.
  if (size(348) && (bytes.length < 348 || /^n[i+]1\0$/.test(asciiAt(bytes, 344, 4)))) return 1;
  return size(540) && /^n[i+]2\0/.test(asciiAt(bytes, 4, 4)) ? 2 : undefined;
}

/**
 * Reads a header in the byte order that its size field shows.
 *
 * @throws {FormatError} `unknown-format`, `truncated`, `corrupt`, `unsupported` (complex and color voxels)
 * @see https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h and nifti2.h
 */
export function readNiftiHeader(bytes: Uint8Array): NiftiHeader {
  const version = niftiVersion(bytes);
  if (!version) {
    throw new FormatError('unknown-format', 'The file has no NIfTI header (size field and magic number).');
  }
  if (bytes.length < NIFTI_HEADER_BYTES[version]) {
    throw new FormatError(
      'truncated',
      `The NIfTI header ends after ${bytes.length} bytes; the file is cut off.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getInt32(0, true) === NIFTI_HEADER_BYTES[version];
  const short = (at: number) => view.getInt16(at, littleEndian);
  const int = (at: number) => view.getInt32(at, littleEndian);
  const long = (at: number) => Number(view.getBigInt64(at, littleEndian));
  const float = (at: number) => view.getFloat32(at, littleEndian);
  const double = (at: number) => view.getFloat64(at, littleEndian);
  const several = (count: number, read: (at: number) => number, at: number, step: number) =>
    Array.from({ length: count }, (_, index) => read(at + index * step));

  const common =
    version === 1
      ? {
          dim: several(8, short, 40, 2),
          pixdim: several(8, float, 76, 4),
          code: short(70),
          voxOffset: float(108),
          slope: float(112),
          intercept: float(116),
          units: bytes[123],
          qformCode: short(252),
          sformCode: short(254),
          qform: several(6, float, 256, 4),
          sform: several(12, float, 280, 4),
          magic: asciiAt(bytes, 344, 2),
        }
      : {
          dim: several(8, long, 16, 8),
          pixdim: several(8, double, 104, 8),
          code: short(12),
          voxOffset: long(168),
          slope: double(176),
          intercept: double(184),
          units: int(500),
          qformCode: int(344),
          sformCode: int(348),
          qform: several(6, double, 352, 8),
          sform: several(12, double, 400, 8),
          magic: asciiAt(bytes, 4, 2),
        };
  const { dim, code, magic, ...rest } = common;
  return {
    version,
    littleEndian,
    single: magic === 'n+',
    type: scalarType(code),
    dims: extents(dim),
    ...rest,
  };
}

function scalarType(code: number): ScalarType {
  for (const [type, known] of Object.entries(NIFTI_TYPE_CODES)) {
    if (known === code) return type as ScalarType;
  }
  const name = OTHER_TYPES[code];
  if (name === undefined)
    throw new FormatError('corrupt', `The NIfTI header has an unknown data type, ${code}.`);
  throw new FormatError(
    'unsupported',
    `The NIfTI file has ${name} voxels; integer and 32- or 64-bit float voxels can be read. Convert it first.`,
  );
}

function extents([count, ...sizes]: number[]): number[] {
  if (!(count >= 1 && count <= 7) || sizes.slice(0, count).some((size) => !(size >= 1))) {
    throw new FormatError(
      'corrupt',
      `The NIfTI header has no valid dimensions: ${[count, ...sizes].join(', ')}.`,
    );
  }
  const dims = sizes.slice(0, count);
  while (dims.length < 3) dims.push(1);
  return dims;
}
