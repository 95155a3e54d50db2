/**
 * What torch.save writes since version 1.6: a zip archive with `data.pkl`, one entry `data/<key>` for each storage, and
 * `byteorder`.
 */
import type { Budget } from '../budget.js';
import { CheckpointError } from '../errors.js';
import { ByteCursor } from '../pickle/byte-cursor.js';
import { runPickle } from '../pickle/run-pickle.js';
import type { PickleValue } from '../pickle/values.js';
import { quote } from '../quote.js';
import { torchGlobal } from './globals.js';
import type { Storages } from './materialize.js';
import { storageRef } from './storage-ref.js';
import { readZipDirectory, readZipEntry } from './zip-directory.js';

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

export function readZip(file: Uint8Array, budget: Budget): { root: PickleValue; storages: Storages } {
  const entries = readZipDirectory(file);
  // All entries lie in one folder, named after the file.
  const pickles = [...entries.keys()].filter((name) => /^([^/]*\/)?data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    throw new CheckpointError(
      'unsupported-format',
      `This zip archive has ${pickles.length} entries data.pkl. One that torch.save wrote has exactly one; give that ` +
        'file itself, not an archive of it.',
    );
  }
  const folder = pickles[0].slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`)) {
    throw new CheckpointError(
      'unsupported-format',
      'This is a TorchScript program (torch.jit.save). Load it with torch.jit.load and save its weights with ' +
        'torch.save(module.state_dict(), file).',
    );
  }
  const content = (name: string) => {
    const entry = entries.get(folder + name);
    return entry && readZipEntry(file, entry, budget);
  };
  const order = content('byteorder') ?? new TextEncoder().encode('little');
  const byteOrder = new TextDecoder().decode(order.subarray(0, 16)).trim();
  if (byteOrder !== 'little' && byteOrder !== 'big') {
    throw new CheckpointError(
      'invalid-zip',
      `The archive's byteorder is ${quote(byteOrder)}, neither "little" nor "big". The file is damaged.`,
    );
  }
  const storages = new Map<string, Uint8Array>();
  return {
    root: runPickle(new ByteCursor(content('data.pkl') as Uint8Array), {
      global: torchGlobal,
      persistent: storageRef,
    }),
    storages: {
      littleEndian: byteOrder === 'little',
      bytes: (key) => {
        const bytes = storages.get(key) ?? content(`data/${key}`);
        if (!bytes) {
          throw new CheckpointError(
            'invalid-storage',
            `The archive has no storage ${quote(key)}. It is damaged.`,
          );
        }
        storages.set(key, bytes);
        return bytes;
      },
    },
  };
}
