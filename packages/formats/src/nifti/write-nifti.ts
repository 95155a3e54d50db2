import { gzipSync } from 'fflate';
import { type ScalarType, scalarTypeOf, scalarWidth } from '../bytes/scalars.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { checkVolume } from '../volume/check-volume.js';
import type { NiftiForms } from '../volume/nifti-forms.js';
import type { Volume } from '../volume/volume.js';
import { formsFor } from './nifti-fields.js';
import { NIFTI_HEADER_BYTES, NIFTI_TYPE_CODES } from './nifti-header.js';

/** Options of `writeNifti`. */
export interface WriteNiftiOptions {
  /** Default true: a .nii.gz file. */
  gzip?: boolean;
  /** Marks the voxels as labels (intent code 1002), so that viewers do not interpolate them. Default false. */
  labels?: boolean;
}

const LABELS = 1002;
/** Voxels an axis that NIfTI-1 has room for. */
const MOST_VOXELS = 32767;

/**
 * A NIfTI file of the volume's values and geometry, which programs that read NIfTI place where the input was: a volume
 * that was read from NIfTI keeps its header's forms (see `forms` of {@link Volume}), as long as it was not moved; for
 * any other the sform holds the full matrix and the qform the nearest rotation. NIfTI-1, whose numbers have 32 bits; for
 * more than 32767 voxels an axis NIfTI-2.
 *
 * @throws {FormatError} `invalid-argument` where shape and data do not fit
 * @example
 * const scan = await readVolume(bytes);
 * const file = writeNifti({ ...scan, data: labels, unit: 'unknown' }, { labels: true });
 */
export function writeNifti(volume: Volume, options: WriteNiftiOptions = {}): Uint8Array {
  checkVolume('writeNifti', volume);
  checkOptions('writeNifti', options, { gzip: 1, labels: 1 });
  const { data } = volume;
  const forms = formsFor(volume);
  // ITK reads no NIfTI-2, so that it is written where nothing else will do.
  const version = Math.max(...volume.shape) > MOST_VOXELS ? 2 : 1;
  const start = NIFTI_HEADER_BYTES[version] + 4;
  const file = new Uint8Array(start + data.byteLength);
  const type = scalarTypeOf(data);
  if (NIFTI_TYPE_CODES[type] === undefined) {
    throw new FormatError('unsupported', `NIfTI has no type for values of ${type}.`);
  }
  const write = version === 1 ? writeHeader1 : writeHeader2;
  write(new DataView(file.buffer), forms, volume, type, options.labels ? LABELS : 0);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return options.gzip === false ? file : gzipSync(file, { mtime: 0 });
}

type WriteHeader = (
  view: DataView,
  forms: NiftiForms,
  volume: Volume,
  type: ScalarType,
  intent: number,
) => void;

/** Fields of nifti1.h. */
const writeHeader1: WriteHeader = (view, forms, { shape }, type, intent) => {
  const shorts = (at: number, values: number[]) => {
    for (const [index, value] of values.entries()) view.setInt16(at + 2 * index, value, true);
  };
  const floats = (at: number, values: number[]) => {
    for (const [index, value] of values.entries()) view.setFloat32(at + 4 * index, value, true);
  };
  view.setInt32(0, 348, true);
  shorts(40, [3, shape[2], shape[1], shape[0], 1, 1, 1, 1]);
  shorts(68, [intent, NIFTI_TYPE_CODES[type] as number, 8 * scalarWidth(type)]);
  floats(76, [...forms.pixdim.slice(0, 4), 1, 1, 1, 1]);
  floats(108, [352, 1, 0]);
  view.setUint8(123, forms.units);
  shorts(252, [forms.qformCode, forms.sformCode]);
  floats(256, forms.qform);
  floats(280, forms.sform);
  magic(view, 344, 'n+1');
};

/** Fields of nifti2.h. */
const writeHeader2: WriteHeader = (view, forms, { shape }, type, intent) => {
  const longs = (at: number, values: number[]) => {
    for (const [index, value] of values.entries()) view.setBigInt64(at + 8 * index, BigInt(value), true);
  };
  const doubles = (at: number, values: number[]) => {
    for (const [index, value] of values.entries()) view.setFloat64(at + 8 * index, value, true);
  };
  view.setInt32(0, 540, true);
  magic(view, 4, 'n+2\0\r\n\x1a\n');
  view.setInt16(12, NIFTI_TYPE_CODES[type] as number, true);
  view.setInt16(14, 8 * scalarWidth(type), true);
  longs(16, [3, shape[2], shape[1], shape[0], 1, 1, 1, 1]);
  doubles(104, [...forms.pixdim.slice(0, 4), 1, 1, 1, 1]);
  longs(168, [544]);
  doubles(176, [1, 0]);
  view.setInt32(344, forms.qformCode, true);
  view.setInt32(348, forms.sformCode, true);
  doubles(352, forms.qform);
  doubles(400, forms.sform);
  view.setInt32(500, forms.units, true);
  view.setInt32(504, intent, true);
};

function magic(view: DataView, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index));
}
