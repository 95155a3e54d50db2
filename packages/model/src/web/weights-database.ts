/** Downloaded weights in the browser's IndexedDB, where they outlive the page. */
import { check } from '../check-options.js';
import { ModelError } from '../errors.js';
import type { WeightsStore } from '../pretrained/types.js';

const STORE = 'weights';

/**
 * A database for downloaded weights, of this site alone. The browser may empty it when it needs the space; the weights are
 * then fetched again.
 *
 * @param name of the database
 * @throws {ModelError} `file` where there is no IndexedDB, as in some private windows
 * @example
 * const model = await loadPretrained(name, { store: weightsDatabase(), allowDownload: true });
 */
export function weightsDatabase(name = 'miniseg-weights'): WeightsStore {
  check(typeof name === 'string' && name !== '', 'The name', name, 'it is the name of a database');
  const transact = async <Result>(
    mode: IDBTransactionMode,
    body: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> => {
    const database = await open(name);
    try {
      const transaction = database.transaction(STORE, mode);
      const request = body(transaction.objectStore(STORE));
      // A write is there when the transaction is done, not when the request is.
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
        transaction.onerror = () => reject(transaction.error);
      });
      return request.result;
    } catch (cause) {
      throw trouble(cause as Error);
    } finally {
      database.close();
    }
  };
  return {
    read: (key) => transact<Uint8Array<ArrayBuffer> | undefined>('readonly', (store) => store.get(key)),
    write: async (key, bytes) => {
      await transact('readwrite', (store) => store.put(bytes.slice(), key));
    },
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!('indexedDB' in globalThis)) return reject(trouble(new Error('there is no IndexedDB')));
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(trouble(request.error ?? new Error('it did not open')));
  });
}

function trouble(cause: Error): ModelError {
  if (ModelError.isInstance(cause)) return cause;
  return new ModelError(
    'file',
    `The browser does not keep weights here: ${cause.message}. Leave the store out; the weights are then fetched each time.`,
    { cause },
  );
}
