/** The safetensors format: 8 bytes little-endian header length, a JSON header, raw data without gaps. */
import { DTYPE_BYTES, isTensorDtype } from '../dtypes.js';
import { CheckpointError } from '../errors.js';
import type { FileBytes } from '../file-bytes.js';
import { quote, show, showList } from '../quote.js';
import { readBytes } from '../read-bytes.js';
import { elementCount, isCount } from '../shape.js';
import type { Checkpoint, CheckpointTensor } from '../types.js';
import { scanHeader } from './scan-header.js';

/** As in the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;

interface Placed {
  name: string;
  tensor: CheckpointTensor;
  begin: number;
  end: number;
}

/**
 * Reads a safetensors file. Names are left as they are, tensors keep the order of their data; their bytes are views
 * of the file's.
 *
 * @param file its bytes; of a `Blob` or `File` a promise is returned
 * @throws {CheckpointError} `truncated`, `invalid-header`, `duplicate-name`, `unsupported-dtype` or `invalid-tensor`
 * @example
 * const { tensors, metadata } = readSafetensors(bytes);
 * @see https://huggingface.co/docs/safetensors
 */
export function readSafetensors(file: Blob): Promise<Checkpoint>;
export function readSafetensors(file: FileBytes): Checkpoint;
export function readSafetensors(file: FileBytes | Blob): Checkpoint | Promise<Checkpoint> {
  return readBytes(file, readSafetensorsBytes);
}

/** The same of bytes. */
export function readSafetensorsBytes(bytes: Uint8Array): Checkpoint {
  const { header, dataStart } = readHeader(bytes);
  const data = bytes.subarray(dataStart);
  const metadata: Record<string, string> = Object.create(null);
  const placed: Placed[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') Object.assign(metadata, readMetadata(entry));
    else placed.push(place(name, entry, data));
  }
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of placed) {
    if (begin !== expected) {
      throw new CheckpointError(
        'invalid-header',
        `The data of tensor ${quote(name)} begins at byte ${begin}, the data before it ends at ${expected}. Tensors ` +
          'follow each other without gap or overlap; write the file again.',
      );
    }
    expected = end;
  }
  if (expected !== data.length) {
    throw new CheckpointError(
      'invalid-header',
      `${data.length - expected} bytes after the last tensor belong to none. The file is damaged; get it again.`,
    );
  }
  return {
    tensors: new Map(placed.map(({ name, tensor }) => [name, tensor])),
    metadata,
    format: 'safetensors',
    path: [],
    strippedPrefix: '',
    ignored: [],
  };
}

function readHeader(bytes: Uint8Array): { header: object; dataStart: number } {
  if (bytes.length < 8) {
    throw new CheckpointError(
      'truncated',
      `A safetensors file has at least 8 bytes, this one ${bytes.length}.`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new CheckpointError(
      'invalid-header',
      `The safetensors header claims ${length} bytes, at most ${MAX_HEADER_BYTES} are allowed. ` +
        'The file is damaged or no safetensors file.',
    );
  }
  const dataStart = 8 + Number(length);
  if (dataStart > bytes.length) {
    throw new CheckpointError(
      'truncated',
      `The safetensors header claims ${length} bytes, the file ends after ${bytes.length - 8} of them. Get it again.`,
    );
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(8, dataStart),
    );
    scanHeader(text);
    const header: unknown = JSON.parse(text);
    if (isObject(header)) return { header, dataStart };
  } catch (error) {
    if (CheckpointError.isInstance(error)) throw error;
    throw new CheckpointError(
      'invalid-header',
      `The safetensors header is no valid JSON (${error instanceof Error ? quote(error.message) : 'unreadable'}). ` +
        'The file is damaged; get it again.',
    );
  }
  throw new CheckpointError(
    'invalid-header',
    'The safetensors header is no JSON object. The file is damaged.',
  );
}

function readMetadata(entry: unknown): Record<string, string> {
  if (!isObject(entry) || !Object.values(entry).every((value) => typeof value === 'string')) {
    throw new CheckpointError(
      'invalid-header',
      'The __metadata__ of a safetensors file maps strings to strings.',
    );
  }
  return entry as Record<string, string>;
}

function place(name: string, entry: unknown, data: Uint8Array): Placed {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? (entry as Record<string, unknown>) : {};
  if (!Array.isArray(shape) || !Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new CheckpointError(
      'invalid-header',
      `The entry of tensor ${quote(name)} needs dtype, shape and two data_offsets. The file is damaged.`,
    );
  }
  if (!isTensorDtype(dtype)) {
    throw new CheckpointError(
      'unsupported-dtype',
      `Tensor ${quote(name)} has the dtype ${show(dtype)}. Convert it to one of ` +
        `${Object.keys(DTYPE_BYTES).join(', ')}.`,
    );
  }
  const [begin, end] = offsets as [number, number];
  if (end > data.length) {
    throw new CheckpointError(
      'truncated',
      `The data of tensor ${quote(name)} ends at byte ${end}, the file has ${data.length} bytes of data. Get it again.`,
    );
  }
  const size = elementCount(name, shape) * DTYPE_BYTES[dtype];
  if (end - begin !== size) {
    throw new CheckpointError(
      'invalid-tensor',
      `Tensor ${quote(name)} (${dtype}, ${showList(shape)}) takes ${size} bytes, its data_offsets [${begin}, ${end}] span ` +
        `${end - begin}. The file is damaged.`,
    );
  }
  return { name, tensor: { dtype, shape, bytes: data.subarray(begin, end) }, begin, end };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
