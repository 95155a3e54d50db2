/**
 * Keeps the work in the browser's own database, so that a reload loses nothing: the opened files, the weights, and
 * each slice's mask. Closing the files forgets files and masks. Without a database (private windows) nothing is kept.
 */
import { decodeRuns, encodeRuns } from '../logic/run-lengths.js';
import type { Maker, Normalization } from '../shared/types.js';
import { completed, database, done } from './database.js';

export interface KeptMask {
  input: string;
  slice: number;
  /** Of the input, of which some may have no mask yet. */
  slices: number;
  mask: Uint8Array;
  edited: boolean;
  classes: number;
  /** What made it, where a network did. */
  maker?: Maker;
}

export interface KeptWork {
  /** Files as they were opened together. */
  batches: File[][];
  weights?: { files: File[]; normalization?: Normalization };
  savedAt: number;
}

/** What was closed, so that it can be kept again. */
export interface ClosedWork {
  batches: [key: IDBValidKey, batch: { files: File[]; savedAt: number }][];
  masks: StoredMask[];
}

interface StoredMask extends Omit<KeptMask, 'mask'> {
  runs: Uint32Array;
  length: number;
}

const BATCHES = IDBKeyRange.bound('batch-', 'batch-\uffff');

export class Keeper {
  readonly #failed: (error: unknown) => void;
  /** The masks of this visit, so that inputs keep theirs where there is no database. */
  readonly #masks = new Map<string, Map<number, StoredMask>>();
  #told = false;

  /** @param failed Told once when something could not be kept. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  saveBatch(batch: number, files: File[]): Promise<void> {
    return this.#write('work', (store) => store.put({ files, savedAt: Date.now() }, `batch-${batch}`));
  }

  saveWeights(files: File[], normalization: Normalization | undefined): Promise<void> {
    return this.#write('work', (store) => store.put({ files, normalization }, 'weights'));
  }

  forgetWeights(): Promise<void> {
    return this.#write('work', (store) => store.delete('weights'));
  }

  saveMask({ mask, ...rest }: KeptMask): Promise<void> {
    return this.#store({ ...rest, runs: encodeRuns(mask), length: mask.length });
  }

  /** Those that a network made; what was corrected stays. */
  async forgetPredictions(input: string): Promise<void> {
    for (const { slice, edited } of await this.masksOf(input)) {
      if (edited) continue;
      this.#masks.get(input)?.delete(slice);
      await this.#write('masks', (store) => store.delete([input, slice]));
    }
  }

  async masksOf(input: string): Promise<KeptMask[]> {
    const range = IDBKeyRange.bound([input, 0], [input, Number.MAX_SAFE_INTEGER]);
    const kept = await this.#read<StoredMask[]>('masks', (store) => store.getAll(range));
    const all = new Map((kept ?? []).map((mask) => [mask.slice, mask]));
    for (const [slice, mask] of this.#masks.get(input) ?? []) all.set(slice, mask);
    return [...all.values()].flatMap(({ runs, length, ...rest }) => {
      const mask = decodeRuns(runs, length);
      return mask ? [{ ...rest, mask }] : [];
    });
  }

  /** Undefined where nothing is kept. */
  async work(): Promise<KeptWork | undefined> {
    const batches = await this.#read<{ files: File[]; savedAt: number }[]>('work', (store) =>
      store.getAll(BATCHES),
    );
    if (!batches || batches.length === 0) return undefined;
    const weights = await this.#read<KeptWork['weights']>('work', (store) => store.get('weights'));
    const savedAt = Math.max(...batches.map((batch) => batch.savedAt));
    return { batches: batches.map(({ files }) => files), weights, savedAt };
  }

  /** Forgets files and masks, and hands them out; weights stay. */
  async setAside(): Promise<ClosedWork> {
    const keys = (await this.#read('work', (store) => store.getAllKeys(BATCHES))) ?? [];
    const batches =
      (await this.#read<ClosedWork['batches'][0][1][]>('work', (store) => store.getAll(BATCHES))) ?? [];
    const kept = (await this.#read<StoredMask[]>('masks', (store) => store.getAll())) ?? [];
    const masks = new Map(kept.map((mask) => [`${mask.input} ${mask.slice}`, mask]));
    for (const slices of this.#masks.values()) {
      for (const mask of slices.values()) masks.set(`${mask.input} ${mask.slice}`, mask);
    }
    this.#masks.clear();
    await this.#write('work', (store) => store.delete(BATCHES));
    await this.#write('masks', (store) => store.clear());
    return { batches: keys.map((key, index) => [key, batches[index]]), masks: [...masks.values()] };
  }

  /** Keeps again what was set aside. */
  async takeBack({ batches, masks }: ClosedWork): Promise<void> {
    for (const [key, batch] of batches) await this.#write('work', (store) => store.put(batch, key));
    for (const mask of masks) await this.#store(mask);
  }

  /** Weights that were trained here: closing files leaves them. */
  saveTrained(id: number, file: File): Promise<void> {
    return this.#write('work', (store) => store.put({ id, file }, `trained-${id}`));
  }

  forgetTrained(id: number): Promise<void> {
    return this.#write('work', (store) => store.delete(`trained-${id}`));
  }

  async trained(): Promise<{ id: number; file: File }[]> {
    const range = IDBKeyRange.bound('trained-', 'trained-\uffff');
    return (await this.#read<{ id: number; file: File }[]>('work', (store) => store.getAll(range))) ?? [];
  }

  #store(stored: StoredMask): Promise<void> {
    const known = this.#masks.get(stored.input) ?? new Map<number, StoredMask>();
    this.#masks.set(stored.input, known.set(stored.slice, stored));
    return this.#write('masks', (store) => store.put(stored, [stored.input, stored.slice]));
  }

  async #write(name: string, request: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    try {
      const transaction = (await database()).transaction(name, 'readwrite');
      request(transaction.objectStore(name));
      // At once: a transaction that still waits for its turn is dropped when the page is left.
      transaction.commit();
      await completed(transaction);
    } catch (error) {
      if (!this.#told) this.#failed(error);
      this.#told = true;
    }
  }

  async #read<T>(name: string, request: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
    try {
      return await done(request((await database()).transaction(name).objectStore(name)));
    } catch {
      return undefined;
    }
  }
}
