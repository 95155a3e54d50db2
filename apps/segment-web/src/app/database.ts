/** IndexedDB as promises. */

const NAME = 'miniseg-segment-web';
const VERSION = 1;

let opened: Promise<IDBDatabase> | undefined;

export function database(): Promise<IDBDatabase> {
  opened ??= open();
  // A refusal may be for now only.
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('work');
    request.result.createObjectStore('masks');
  };
  const result = await done(request);
  // Another tab wants to upgrade or delete it: it may.
  result.onversionchange = () => {
    result.close();
    opened = undefined;
  };
  return result;
}

export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database failed.'));
  });
}

/** A page that is left before this may lose what was written. */
export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The database failed.'));
  });
}
