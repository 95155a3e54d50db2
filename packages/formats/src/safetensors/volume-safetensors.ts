import {
  type Checkpoint,
  CheckpointError,
  type CheckpointTensor,
  readSafetensors,
  type TensorDtype,
  writeSafetensors,
} from '@miniseg/checkpoints/safetensors';
import { decodeScalars, type ScalarType, scalarTypeOf } from '../bytes/scalars.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { chooseArray } from '../read/choose-array.js';
import { volumeFromArray } from '../read/volume-from-array.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import { checkVolume } from '../volume/check-volume.js';
import type { NiftiForms } from '../volume/nifti-forms.js';
import type { Volume } from '../volume/volume.js';

const SCALAR_TYPES: Partial<Record<TensorDtype, ScalarType>> = {
  BOOL: 'uint8',
  U8: 'uint8',
  I8: 'int8',
  U16: 'uint16',
  I16: 'int16',
  U32: 'uint32',
  I32: 'int32',
  U64: 'uint64',
  I64: 'int64',
  F16: 'float16',
  F32: 'float32',
  F64: 'float64',
};

const GEOMETRY = ['spacing', 'origin', 'direction', 'unit'] as const;
const BESIDE = ['assumedSpacing', 'forms'] as const;

/**
 * A safetensors file of one volume: the tensor `volume` of shape (slice, row, column), and its geometry and unit as
 * JSON in the metadata.
 *
 * @throws {FormatError} `invalid-argument` where shape and data do not fit
 */
export function writeVolumeSafetensors(volume: Volume): Uint8Array {
  checkVolume('writeVolumeSafetensors', volume);
  const { data, shape } = volume;
  const type = scalarTypeOf(data);
  const [dtype] = Object.entries(SCALAR_TYPES).find(([name, known]) => known === type && name !== 'BOOL') as [
    TensorDtype,
    ScalarType,
  ];
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const keys = [...GEOMETRY, ...BESIDE.filter((key) => volume[key] !== undefined)];
  const metadata = Object.fromEntries(keys.map((key) => [key, JSON.stringify(volume[key])]));
  return writeSafetensors(new Map([['volume', { dtype, shape, bytes }]]), metadata);
}

/**
 * A tensor of a safetensors file as a volume: the only one, or the one named. Geometry is read where
 * {@link writeVolumeSafetensors} wrote it.
 *
 * @throws {FormatError} `corrupt`, `unsupported`, `geometry` (not two or three axes), `invalid-argument` (which tensor?)
 */
export function readVolumeSafetensors(source: FileBytes, options: { array?: string } = {}): Volume {
  checkOptions('readVolumeSafetensors', options, { array: 1 });
  const bytes = toBytes('readVolumeSafetensors', source);
  let file: Checkpoint;
  try {
    file = readSafetensors(bytes);
  } catch (cause) {
    if (!CheckpointError.isInstance(cause)) throw cause;
    throw new FormatError(cause.code === 'truncated' ? 'truncated' : 'corrupt', cause.message, { cause });
  }
  const { tensors, metadata } = file;
  const name = chooseArray([...tensors.keys()], options.array, 'The safetensors file');
  const { dtype, shape, bytes: content } = tensors.get(name) as CheckpointTensor;
  const type = SCALAR_TYPES[dtype];
  if (!type)
    throw new FormatError('unsupported', `The tensor '${name}' has ${dtype} values, which no volume has.`);
  const volume = volumeFromArray({ data: decodeScalars(content, type, true), shape });
  const geometry = geometryOf(metadata, volume);
  if (!geometry) return volume;
  const { assumedSpacing: _, ...bare } = volume;
  return { ...bare, ...geometry };
}

function geometryOf(metadata: Record<string, string>, volume: Volume): Partial<Volume> | undefined {
  if (!GEOMETRY.every((key) => key in metadata)) return undefined;
  try {
    const geometry = Object.fromEntries(GEOMETRY.map((key) => [key, JSON.parse(metadata[key])])) as Volume;
    const vectors = [geometry.spacing, geometry.origin, ...geometry.direction];
    const whole =
      vectors.length === 5 && vectors.every((vector) => vector.length === 3 && vector.every(Number.isFinite));
    if (!whole || !['HU', 'unknown'].includes(geometry.unit)) return undefined;
    checkVolume('readVolumeSafetensors', { ...volume, ...geometry });
    return { ...geometry, ...besides(metadata) };
  } catch {
    // Somebody else's metadata of the same names.
    return undefined;
  }
}

/** What the writer knew of the source's header; whatever else stands there is left alone. */
function besides(metadata: Record<string, string>): Pick<Volume, 'assumedSpacing' | 'forms'> {
  const found: Pick<Volume, 'assumedSpacing' | 'forms'> = {};
  const assumed: unknown = JSON.parse(metadata.assumedSpacing ?? 'null');
  if (Array.isArray(assumed) && assumed.length === 3) {
    found.assumedSpacing = [assumed[0] === true, assumed[1] === true, assumed[2] === true];
  }
  const forms = JSON.parse(metadata.forms ?? 'null') as NiftiForms | null;
  // JSON has no values that are no numbers: such a form cannot come back as it was.
  if (forms && [...forms.qform, ...forms.sform, ...forms.pixdim].every(Number.isFinite)) found.forms = forms;
  return found;
}
