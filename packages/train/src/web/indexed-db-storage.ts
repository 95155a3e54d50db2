import { check } from '../check-options.js';
import { TrainError } from '../errors.js';
import type { CheckpointStorage } from '../types.js';

const STORE = 'checkpoints';
/** A page that is being left, or its worker, may need so long to let go, milliseconds. */
const LEAVING = 5000;

/**
 * Checkpoints in the browser's IndexedDB, where they outlive the page. A write is one transaction, on the disk when its
 * promise is fulfilled (where the browser heeds `durability: 'strict'`). The browser may evict data of sites that
 * nobody uses: `navigator.storage.persist()` asks it not to. A second run, also of another tab, is refused for as long as
 * the first one goes on, where the browser has locks (in secure contexts).
 *
 * @param name of the database; one for each run
 * @throws {TrainError} `storage` where there is no IndexedDB, as in some private windows
 * @example new Trainer({ ...options, checkpoints: { storage: indexedDbStorage('my-run') } });
 */
export function indexedDbStorage(name: string): CheckpointStorage {
  check(typeof name === 'string' && name !== '', 'The name', name, 'it is the name of a database');
  const transact = async <T>(
    mode: IDBTransactionMode,
    body: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const database = await open(name);
    try {
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const request = body(transaction.objectStore(STORE));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? request.error);
      });
      return request.result;
    } finally {
      database.close();
    }
  };
  return {
    // Copied: a view would be stored with the whole of its buffer.
    write: async (key, bytes) => void (await transact('readwrite', (store) => store.put(bytes.slice(), key))),
    read: (key) => transact('readonly', (store) => store.get(key) as IDBRequest<Uint8Array | undefined>),
    remove: (key) => transact('readwrite', (store) => store.delete(key)),
    list: async () => (await transact('readonly', (store) => store.getAllKeys())).map(String),
    lock: () => lock(name),
  };
}

/** Ends with the page or the worker, however that ends. */
async function lock(name: string): Promise<() => Promise<void>> {
  const { locks } = navigator;
  if (!locks) return async () => {};
  return new Promise((resolve, reject) => {
    const held = locks.request(
      `@miniseg/train ${name}`,
      { signal: AbortSignal.timeout(LEAVING) },
      () =>
        new Promise<void>((letGo) => {
          resolve(async () => {
            letGo();
            await held;
          });
        }),
    );
    held.catch((cause) =>
      reject(
        new TrainError(
          'locked',
          `The checkpoints '${name}' are in use by another run, perhaps in another tab. Wait for its end, close that tab, or ` +
            'give the run another name.',
          { cause },
        ),
      ),
    );
  });
}

async function open(name: string): Promise<IDBDatabase> {
  if (typeof indexedDB === 'undefined') {
    throw new TrainError(
      'storage',
      'There is no IndexedDB here. Use memoryStorage, or folderStorage in Node.',
    );
  }
  const request = indexedDB.open(name, 1);
  return new Promise((resolve, reject) => {
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () =>
      reject(new TrainError('storage', `Another page holds the database ${name}: close it.`));
  });
}
