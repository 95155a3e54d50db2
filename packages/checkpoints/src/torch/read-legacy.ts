/**
 * What torch.save wrote before version 1.6: five pickles (magic number, protocol, system, the object, the storages'
 * keys), then for each storage an int64 count and the raw elements.
 */
import { DTYPE_BYTES } from '../dtypes.js';
import { CheckpointError } from '../errors.js';
import { ByteCursor } from '../pickle/byte-cursor.js';
import type { PickleScope } from '../pickle/pickle-scope.js';
import { runPickle } from '../pickle/run-pickle.js';
import type { PickleValue } from '../pickle/values.js';
import { quote, show } from '../quote.js';
import { torchGlobal } from './globals.js';
import type { Storages } from './materialize.js';
import { storageRef } from './storage-ref.js';

/** The first pickle of the file: protocol 2, one long integer. */
const MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const PROTOCOL_VERSION = 1001;

/** Later pickle protocols announce themselves otherwise, or frame the number: only it is looked for. */
export function isLegacyTorch(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 64);
  const number = MAGIC.slice(2);
  return bytes[0] === MAGIC[0] && [2, 11].some((at) => number.every((byte, i) => start[at + i] === byte));
}

export function readLegacy(bytes: Uint8Array): { root: PickleValue; storages: Storages } {
  const input = new ByteCursor(bytes);
  const plain: PickleScope = { global: torchGlobal, persistent: storageRef };
  runPickle(input, plain);
  const version = runPickle(input, plain);
  if (version !== PROTOCOL_VERSION) {
    throw new CheckpointError(
      'unsupported-format',
      `The file is of torch.save's protocol ${show(version)}, read is ${PROTOCOL_VERSION}. Load it in PyTorch and ` +
        'save it again.',
    );
  }
  // The system's byte order, which says nothing: torch.save writes this format little-endian everywhere.
  runPickle(input, plain);

  const elementBytes = new Map<string, number>();
  const root = runPickle(input, {
    global: torchGlobal,
    persistent: (id) => {
      const storage = storageRef(id);
      elementBytes.set(storage.key, storage.dtype ? DTYPE_BYTES[storage.dtype] : 1);
      return storage;
    },
  });
  const keys = runPickle(input, plain);
  if (!Array.isArray(keys)) {
    throw new CheckpointError(
      'invalid-pickle',
      'The file has no list of storages after its object. It is damaged.',
    );
  }

  const read = new Map<string, Uint8Array>();
  for (const key of keys) {
    const size = typeof key === 'string' ? elementBytes.get(key) : undefined;
    if (typeof key !== 'string' || size === undefined || read.has(key)) {
      throw new CheckpointError(
        'invalid-storage',
        `The list of storages has ${show(key)} ${size === undefined ? 'that no tensor refers to' : 'twice'}. ` +
          'The file is damaged; get it again.',
      );
    }
    const count = input.int64();
    if (count < 0n) {
      throw new CheckpointError(
        'invalid-storage',
        `Storage ${quote(key)} claims ${count} elements. It is damaged.`,
      );
    }
    read.set(key, input.take(Number(count) * size));
  }
  return {
    root,
    storages: {
      littleEndian: true,
      bytes: (key) => {
        const found = read.get(key);
        if (found) return found;
        throw new CheckpointError('invalid-storage', `The file has no storage ${quote(key)}. It is damaged.`);
      },
    },
  };
}
