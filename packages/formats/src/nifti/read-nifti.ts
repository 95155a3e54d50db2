import { gunzip, gunzipBeginning } from '../bytes/gunzip.js';
import { checkAnnounced } from '../bytes/limits.js';
import { decodeScalars, scalarWidth } from '../bytes/scalars.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import type { NiftiForms } from '../volume/nifti-forms.js';
import type { PixelArray, Volume } from '../volume/volume.js';
import { niftiGeometry, niftiNotes } from './nifti-geometry.js';
import { NIFTI_HEADER_BYTES, type NiftiHeader, readNiftiHeader } from './nifti-header.js';

/** Options of `readNifti`. */
export interface ReadNiftiOptions {
  /** Contents of the .img file where the first argument is the .hdr file of a pair. */
  image?: FileBytes;
  /** Which volume of a file with more than three dimensions, from 0. Such a file is refused without it. */
  volume?: number;
  /** Voxel bytes that the file may announce; default 1 GiB. */
  maxBytes?: number;
}

const WHAT = 'The NIfTI file';

/** True for gzip's magic number. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bytes from which the header can be read: the file itself or the start of what it compresses. */
export function niftiHead(bytes: Uint8Array): Uint8Array {
  return isGzip(bytes) ? gunzipBeginning(bytes, NIFTI_HEADER_BYTES[2]) : bytes;
}

/**
 * A NIfTI-1 or NIfTI-2 file (.nii, .nii.gz, or a .hdr and .img pair, each compressed or not), in either byte order,
 * with all integer and float types. Header extensions are stepped over.
 *
 * Values are `stored * scl_slope + scl_inter`; a slope of 0 or NaN means none. Unscaled values keep their type
 * (64-bit integers: Int32Array where they fit, else Float64Array); scaled ones are Float32Array, or Float64Array
 * where 32 bits or more are stored. The unit is 'unknown': the format does not say Hounsfield units.
 *
 * @throws {FormatError} `unknown-format`, `truncated`, `corrupt`, `too-large`, `unsupported`, `invalid-argument`
 * @example
 * const { data, shape, spacing } = readNifti(bytes);
 */
export function readNifti(file: FileBytes, options: ReadNiftiOptions = {}): Volume {
  checkOptions('readNifti', options, { image: 1, volume: 1, maxBytes: 1 });
  const bytes = toBytes('readNifti', file);
  const image = options.image === undefined ? undefined : toBytes('readNifti', options.image);
  const head = niftiHead(bytes);
  if (head.length < LEAST && isGzip(bytes)) throw cutGzip(bytes);
  const header = readNiftiHeader(head);
  const [columns, rows, slices, ...more] = header.dims;
  const voxels = columns * rows * slices;
  const volumes = more.reduce((product, size) => product * size, 1);
  const byteCount = voxels * scalarWidth(header.type);
  checkAnnounced(byteCount * volumes, options.maxBytes, WHAT);
  const chosen = options.volume ?? 0;
  if (
    (volumes > 1 && options.volume === undefined) ||
    !(Number.isInteger(chosen) && chosen >= 0 && chosen < volumes)
  ) {
    throw new FormatError(
      'invalid-argument',
      `${WHAT} holds ${volumes} volume(s) of ${columns} x ${rows} x ${slices}: choose one with { volume: 0 } to { volume: ${volumes - 1} }.`,
    );
  }
  const { source, offset } = locateVoxels(bytes, header, image);
  const start = offset + chosen * byteCount;
  const part = { start, end: start + byteCount, expected: offset + byteCount * volumes };
  const { content, notes: behind } = isGzip(source) ? gunzip(source, part, WHAT) : plainPart(source, part);
  const stored = decodeScalars(content, header.type, header.littleEndian, isGzip(source));
  const notes = [...niftiNotes(header, [columns, rows, slices]), ...behind];
  return {
    data: rescale(stored, header),
    shape: [slices, rows, columns],
    unit: 'unknown',
    ...niftiGeometry(header),
    forms: formsOf(header),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function plainPart(
  source: Uint8Array,
  { start, end, expected }: { start: number; end: number; expected: number },
) {
  if (source.length < expected) {
    throw new FormatError(
      'truncated',
      `${WHAT} has ${source.length} bytes where its header needs ${expected}; it is cut off.`,
    );
  }
  return { content: source.subarray(start, end), notes: [] };
}

/** Bytes from which a NIfTI header can be told. */
const LEAST = 12;

/** Of a gzip file that ends before it says what it holds. */
export function cutGzip(bytes: Uint8Array): FormatError {
  return new FormatError(
    'truncated',
    `The file is gzip-compressed and of ${bytes.length} bytes, and ends or is damaged before it says what it holds. Copy it again.`,
  );
}

/** A copy of the fields that say where the image lies. */
function formsOf({ qformCode, qform, sformCode, sform, pixdim, units }: NiftiForms): NiftiForms {
  return { qformCode, qform, sformCode, sform, pixdim, units };
}

function locateVoxels(bytes: Uint8Array, header: NiftiHeader, image: Uint8Array | undefined) {
  if (!header.single && !image) {
    throw new FormatError(
      'invalid-argument',
      'This is the header of a NIfTI pair: pass the .img file too, as { image } or in the list of files.',
    );
  }
  const first = header.single ? NIFTI_HEADER_BYTES[header.version] + 4 : 0;
  const { voxOffset } = header;
  // 0 stands for 'right behind the header'.
  const offset = voxOffset === 0 ? first : voxOffset;
  if (!Number.isInteger(offset) || offset < first || offset > Number.MAX_SAFE_INTEGER / 2) {
    throw new FormatError(
      'corrupt',
      `The NIfTI header puts the voxels at byte ${voxOffset}; ${first} is the first possible.`,
    );
  }
  return { source: header.single ? bytes : (image as Uint8Array), offset };
}

function rescale(stored: PixelArray, { slope, intercept, type }: NiftiHeader): PixelArray {
  const scale = Number.isFinite(slope) && slope !== 0 ? slope : 1;
  const shift = scale === slope && Number.isFinite(intercept) ? intercept : 0;
  if (scale === 1 && shift === 0) return stored;
  const wide = scalarWidth(type) > 4 || type === 'int32' || type === 'uint32';
  const values = wide ? new Float64Array(stored.length) : new Float32Array(stored.length);
  for (let index = 0; index < stored.length; index++) values[index] = stored[index] * scale + shift;
  return values;
}
