import { check } from '../check-options.js';
import { DTYPE_BYTES, isTensorDtype } from '../dtypes.js';
import { CheckpointError } from '../errors.js';
import { quote, show, showList } from '../quote.js';
import { checkTensors, elementCount } from '../shape.js';
import type { CheckpointTensor, TensorDtype } from '../types.js';

const DTYPE_ORDER = Object.keys(DTYPE_BYTES) as TensorDtype[];

/**
 * Writes a safetensors file. The same tensors give the same bytes, whatever the order of the map: as in the reference
 * implementation, wide dtypes come first, then names in ascending order, and the header is padded with spaces so that
 * the data begins at a multiple of 8. Metadata is written in ascending order of its keys.
 *
 * @throws {CheckpointError} `invalid-argument` for a tensor whose bytes do not fit its shape, the name `__metadata__`, a
 * name that is no valid Unicode, or metadata that are no strings
 * @example
 * const file = writeSafetensors(new Map([['w', fromFloat32(values, [3, 3])]]), { epoch: '80' });
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  checkTensors(tensors);
  const isText = metadata === undefined || (typeof metadata === 'object' && metadata !== null);
  check(isText, 'The metadata', metadata, 'they are an object with strings');
  const sorted = [...tensors].sort(
    ([nameA, a], [nameB, b]) =>
      DTYPE_ORDER.indexOf(b.dtype) - DTYPE_ORDER.indexOf(a.dtype) || compare(nameA, nameB),
  );
  // A list of JSON members, not an object: an object would put names such as "0" first.
  const members: string[] = [];
  if (metadata) members.push(`"__metadata__":${metadataJson(metadata)}`);
  let dataBytes = 0;
  for (const [name, tensor] of sorted) {
    checkTensor(name, tensor);
    const end = dataBytes + tensor.bytes.length;
    const entry = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [dataBytes, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    dataBytes = end;
  }
  const json = new TextEncoder().encode(`{${members.join(',')}}`);
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, 8);
  file.fill(0x20, 8 + json.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const [, { bytes }] of sorted) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function metadataJson(metadata: Readonly<Record<string, string>>): string {
  const entries = Object.entries(metadata).sort(([a], [b]) => compare(a, b));
  for (const [key, value] of entries) {
    if (typeof value !== 'string') {
      throw new CheckpointError(
        'invalid-argument',
        `Metadata ${quote(key)} is a ${typeof value}. Safetensors metadata are strings: use String(value) or JSON.`,
      );
    }
    checkUnicode(key);
    checkUnicode(value);
  }
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}

function checkTensor(name: string, { dtype, shape, bytes }: CheckpointTensor): void {
  checkUnicode(name);
  if (name === '__metadata__') {
    throw new CheckpointError('invalid-argument', 'A tensor cannot be named __metadata__: rename it.');
  }
  if (!isTensorDtype(dtype)) {
    throw new CheckpointError(
      'invalid-argument',
      `Tensor ${quote(name)} has the dtype ${show(dtype)}. Use one of ${DTYPE_ORDER.join(', ')}.`,
    );
  }
  const size = elementCount(name, shape) * DTYPE_BYTES[dtype];
  if (bytes.length !== size) {
    throw new CheckpointError(
      'invalid-argument',
      `Tensor ${quote(name)} (${dtype}, ${showList(shape)}) has ${bytes.length} bytes and needs ${size}.`,
    );
  }
}

/** Half a surrogate pair cannot be written as UTF-8, and no other reader would accept the file. */
function checkUnicode(text: string): void {
  if (/\p{Surrogate}/u.test(text)) {
    throw new CheckpointError('invalid-argument', `${quote(text)} is no valid Unicode text: rename it.`);
  }
}
