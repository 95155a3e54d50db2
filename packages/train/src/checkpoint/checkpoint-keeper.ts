import { TrainError } from '../errors.js';
import type { CheckpointOptions, CheckpointStorage } from '../types.js';
import { decodeCheckpoint, type TrainingCheckpoint } from './checkpoint-file.js';

/** The name of the best epoch's checkpoint. */
const BEST = 'best.safetensors';

const NUMBERED = /^checkpoint-(\d+)\.safetensors$/;

export interface Found {
  name: string;
  checkpoint: TrainingCheckpoint;
}

/** Names checkpoints by their step, keeps the newest few and the best, and finds the newest that is whole. */
export class CheckpointKeeper {
  private readonly storage: CheckpointStorage;
  private readonly keep: number;

  constructor({ storage, keep = 2 }: CheckpointOptions) {
    this.storage = storage;
    this.keep = keep;
  }

  /** @throws {TrainError} `storage`; what was there before is untouched */
  async saveLast(step: number, bytes: Uint8Array): Promise<string> {
    const name = `checkpoint-${String(step).padStart(8, '0')}.safetensors`;
    await this.write(name, bytes);
    const old = (await this.numbered()).slice(this.keep);
    await Promise.all(old.map((other) => this.storage.remove(other)));
    return name;
  }

  /** @throws {TrainError} `storage` */
  async saveBest(bytes: Uint8Array): Promise<string> {
    await this.write(BEST, bytes);
    return BEST;
  }

  /** @throws {TrainError} `missing` or `corrupt` */
  async best(): Promise<TrainingCheckpoint> {
    const bytes = await this.storage.read(BEST);
    if (!bytes) {
      throw new TrainError('missing', `There is no ${BEST} in the storage: no epoch has been evaluated yet.`);
    }
    return decodeCheckpoint(bytes);
  }

  /**
   * The newest checkpoint that is whole; undefined where there are none at all.
   *
   * @param damaged told about every one that had to be passed over
   * @throws {TrainError} `corrupt` where all are damaged
   */
  async newest(damaged: (name: string, error: TrainError) => void): Promise<Found | undefined> {
    const all = await this.storage.list();
    const names = [...(await this.numbered(all)), ...(all.includes(BEST) ? [BEST] : [])];
    for (const name of names) {
      const bytes = await this.storage.read(name);
      if (!bytes) continue;
      try {
        return { name, checkpoint: decodeCheckpoint(bytes) };
      } catch (error) {
        if (!TrainError.isInstance(error)) throw error;
        damaged(name, error);
      }
    }
    if (names.length === 0) return undefined;
    throw new TrainError(
      'corrupt',
      `All checkpoints are damaged (${names.join(', ')}). Copy them elsewhere if they matter, and start with an empty ` +
        'storage.',
    );
  }

  /** Newest first. */
  private async numbered(names?: string[]): Promise<string[]> {
    const step = (name: string) => Number(NUMBERED.exec(name)?.[1]);
    return (names ?? (await this.storage.list()))
      .filter((name) => NUMBERED.test(name))
      .sort((a, b) => step(b) - step(a));
  }

  private async write(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.storage.write(name, bytes);
    } catch (cause) {
      throw new TrainError(
        'storage',
        `The checkpoint ${name} (${bytes.length} bytes) could not be written: ${(cause as Error).message.replace(/\.$/, '')}. Those saved ` +
          'before are intact, and the model still holds its weights: make room, and run again.',
        { cause },
      );
    }
  }
}
