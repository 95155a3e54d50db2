/** What can be saved of a run whose graphics card is lost or full. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { CheckpointState } from '../checkpoint/checkpoint-file.js';
import type { CheckpointKeeper } from '../checkpoint/checkpoint-keeper.js';
import { TrainError } from '../errors.js';
import type { TrainEvent } from '../types.js';

/** Milliseconds between copies: reading all weights takes a good part of a second. */
const INTERVAL = 60_000;

type State = Pick<CheckpointState, 'step' | 'epoch'>;
type Take = () => Promise<Uint8Array>;

/** Keeps a checkpoint in the memory of the program, of at most a minute ago: a lost card takes all its tensors with it. */
export class Rescue {
  private newest: (State & { bytes: Uint8Array }) | undefined;
  private taken = Number.NEGATIVE_INFINITY;

  /** After a step: a copy, where the backend is a graphics card's and the last one is old. */
  async copy(keeper: CheckpointKeeper | undefined, { step, epoch }: State, take: Take): Promise<void> {
    const now = performance.now();
    if (!keeper || !['webgl', 'webgpu'].includes(getBackend()) || now - this.taken < INTERVAL) return;
    this.newest = { step, epoch, bytes: await take() };
    this.taken = now;
  }

  /**
   * After an error: where the device was lost or had no memory, saves the state before the failed step, or the copy where the
   * device gives it no more.
   *
   * @param saved the state of the newest checkpoint
   * @returns the event to tell of it; undefined where there was nothing newer to save
   */
  async save(
    error: unknown,
    keeper: CheckpointKeeper | undefined,
    { state, saved, take }: { state: State; saved: State | undefined; take: Take },
  ): Promise<TrainEvent | undefined> {
    if (!TrainError.isInstance(error) || !['device', 'memory'].includes(error.code)) return undefined;
    const known = saved?.step ?? 0;
    if (!keeper || state.step <= known) return undefined;
    const bytes = await take().catch(() => undefined);
    const found = bytes ? { step: state.step, epoch: state.epoch, bytes } : this.newest;
    if (!found || found.step <= known) return undefined;
    const name = await keeper.saveLast(found.step, found.bytes);
    const { step, epoch } = found;
    return { type: 'checkpoint', kind: 'last', name, step, epoch, bytes: found.bytes.length };
  }
}
