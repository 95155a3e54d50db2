import type { CheckpointStorage } from '../types.js';

/**
 * Checkpoints that live as long as the object: for tests, and for going back to the best epoch without a disk.
 *
 * @example new Trainer({ ...options, checkpoints: { storage: memoryStorage() } });
 */
export function memoryStorage(): CheckpointStorage {
  const files = new Map<string, Uint8Array>();
  return {
    write: async (name, bytes) => void files.set(name, bytes.slice()),
    read: async (name) => files.get(name)?.slice(),
    remove: async (name) => void files.delete(name),
    list: async () => [...files.keys()],
  };
}
