/** The slices of a run: read once and checked, then kept in memory as far as it is sensible. */
import { createHash } from 'node:crypto';
import { type DatasetItem, phantomSlice8bit } from '@miniseg/data';
import { loadItem } from '@miniseg/data/files';
import { CliError } from '../errors.js';
import { isInputError } from '../files/is-input-error.js';
import { memoryFor } from '../files/memory-for.js';
import { readWithin } from '../files/read-within.js';
import { nameSome } from '../text/name-some.js';
import type { LabeledSlice } from './slice.js';
import { toGrey } from './to-grey.js';

/** Pictures are trained on as they are seen, so that another look needs other pictures. */
const CURES = {
  hounsfield: "To choose another window, make pictures with 'miniseg data convert --window'.",
  range: "To choose black and white, make pictures with 'miniseg data convert --window' or --range.",
  stored: "Make pictures of it with 'miniseg data convert --range', which says what is black and white.",
};
/** Beyond this slices are read again whenever they are needed. */
const MEMORY = 2 ** 30;

/** Bytes of slices to keep in memory; half of what a command may take, so that the other half is for what it does with them. */
export const memoryToKeep = (maxMemory: number | undefined): number =>
  maxMemory === undefined ? MEMORY : Math.min(MEMORY, memoryFor(maxMemory, 0) / 2);

export interface StoredItem {
  id: string;
  /** @throws {CliError} when it cannot be read. */
  read(): Promise<{ slice: LabeledSlice; sha256: string; notes?: string[] }>;
}

export class SliceStore {
  /** Of the files, or of the pixels of generated slices, by id. */
  readonly hashes = new Map<string, string>();
  /** What was guessed of the meaning of values, with the ids of the slices. */
  readonly notes = new Map<string, Set<string>>();
  private readonly slices = new Map<string, LabeledSlice>();
  private readonly items: Map<string, StoredItem>;
  private kept = 0;

  constructor(
    items: readonly StoredItem[],
    private readonly memory = MEMORY,
  ) {
    this.items = new Map(items.map((item) => [item.id, item]));
  }

  get ids(): string[] {
    return [...this.items.keys()];
  }

  /** @throws {CliError} also when the file has changed since it was read first. */
  async get(id: string): Promise<LabeledSlice> {
    const known = this.slices.get(id);
    if (known) return known;
    const item = this.items.get(id);
    if (!item) throw new CliError('input', `There is no slice '${id}'. Make the split again.`);
    const { slice, sha256, notes = [] } = await item.read();
    const before = this.hashes.get(id);
    if (before !== undefined && before !== sha256) {
      throw new CliError(
        'input',
        `'${id}' was changed during the run. Put the file back, or start the run again.`,
      );
    }
    this.hashes.set(id, sha256);
    for (const note of notes) this.notes.set(note, (this.notes.get(note) ?? new Set()).add(id));
    const size = slice.grey.byteLength + slice.labels.byteLength;
    if (this.kept + size <= this.memory) {
      this.slices.set(id, slice);
      this.kept += size;
    }
    return slice;
  }

  /** Notes in sentences, each with the slices that it is about. */
  get remarks(): string[] {
    return [...this.notes].map(([note, ids]) => `${nameSome([...ids])}: ${note}`);
  }

  /** These slices, one after the other; those that cannot be used are told, and passed over. */
  async *readable(
    ids: readonly string[],
    onFailure: (id: string, reason: string) => void,
  ): AsyncGenerator<LabeledSlice> {
    for (const id of ids) {
      try {
        yield await this.get(id);
      } catch (cause) {
        if (!CliError.isInstance(cause)) throw cause;
        onFailure(id, cause.message);
      }
    }
  }
}

/** Items of a data set: single slices with masks, seen as `segment` sees them. */
export function fileItem(
  item: DatasetItem,
  remap?: Record<number, number>,
  limits: { maxMemory?: number; perValue?: number } = {},
): StoredItem {
  const readBytes = readWithin(limits.maxMemory, limits.perValue);
  return {
    id: item.id,
    async read() {
      const hash = createHash('sha256');
      try {
        const file = await readBytes(item.image);
        const read = async (name: string) => (name === item.image ? file : readBytes(name));
        hash.update(file).update(await readBytes(item.mask as string));
        const { image, mask } = await loadItem(item, read, remap);
        const [slices, height, width] = image.shape;
        if (slices !== 1) {
          throw new CliError(
            'input',
            `it has ${slices} slices, and single ones are taken here. 'miniseg train' cuts volumes; to score weights on volumes, segment ` +
              'them and evaluate the label maps.',
          );
        }
        const { values, notes } = await toGrey(image, file, { cures: CURES });
        const grey = values instanceof Float64Array ? Float32Array.from(values) : values;
        const labels = mask?.data as Uint8Array;
        return { slice: { id: item.id, width, height, grey, labels }, sha256: hash.digest('hex'), notes };
      } catch (cause) {
        if (!isInputError(cause) && !CliError.isInstance(cause)) throw cause;
        throw new CliError('input', `'${item.id}' cannot be used: ${cause.message}`, { cause });
      }
    },
  };
}

/** Below this no chest can be drawn. */
const SMALLEST_PHANTOM = 32;

/** Generated slices; number n has the seed `seed + n`. */
export function phantomItems(count: number, { seed, size }: { seed: number; size: number }): StoredItem[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `phantom_${String(n).padStart(4, '0')}`,
    read: async () => {
      const { width, height, image, mask } = phantomSlice8bit({
        seed: seed + n,
        size: Math.max(size, SMALLEST_PHANTOM),
      });
      const sha256 = createHash('sha256').update(image).update(mask).digest('hex');
      return {
        slice: { id: `phantom_${String(n).padStart(4, '0')}`, width, height, grey: image, labels: mask },
        sha256,
      };
    },
  }));
}
