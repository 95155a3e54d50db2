/** The loop: epochs, updates, evaluation, checkpoints; everything that happens is an event. */
import { getBackend } from '@tensorflow/tfjs-core';
import { checkOptions } from '../check-options.js';
import { type CheckpointState, encodeCheckpoint } from '../checkpoint/checkpoint-file.js';
import { CheckpointKeeper } from '../checkpoint/checkpoint-keeper.js';
import { restoreWeights } from '../checkpoint/restore-weights.js';
import { TrainError } from '../errors.js';
import type { EvaluationResult, RunOptions, TrainEvent, TrainerOptions } from '../types.js';
import { checkpointOf, firstNonFinite, restoreCheckpoint } from './checkpoint-of.js';
import { epochSteps } from './epoch-steps.js';
import { startEvent } from './events.js';
import { findCheckpoint } from './find-checkpoint.js';
import { PauseGate } from './pause-gate.js';
import { Progress } from './progress.js';
import { unseededLayers } from './random-layers.js';
import { Rescue } from './rescue.js';
import { type ResolvedTrainerOptions, resolveOptions, settingsOf } from './resolve-options.js';
import { evaluationIsDue, initialState, scoreEpoch } from './score-epoch.js';

/**
 * Trains a segmentation model. Everything random follows from the seed, the epoch and the step, and a checkpoint holds all
 * the rest, so a run that was killed at any moment continues bit for bit on the same backend.
 *
 * @throws {TrainError} `invalid-argument`, `model` or `data`
 * @example
 * const trainer = new Trainer({
 *   model,
 *   data: new BatchSource({ count, load, batchSize: 5, dropLast: true, augment }),
 *   epochs: 80,
 *   loss: crossEntropy({ classWeights }),
 *   evaluation: { run: evaluator({ count: test.length, load: loadTest }) },
 *   checkpoints: { storage: folderStorage('run'), everySteps: 50 },
 * });
 * for await (const event of trainer.run()) {
 *   if (event.type === 'epoch') console.log(event.epoch, event.loss, event.figures?.DSC);
 * }
 */
export class Trainer {
  private readonly options: ResolvedTrainerOptions;
  private readonly keeper: CheckpointKeeper | undefined;
  private readonly progressed: Progress;
  /** The state of the newest checkpoint. */
  private saved: CheckpointState | undefined;
  private opened = false;
  private running = false;
  private readonly gate = new PauseGate();
  private readonly rescue = new Rescue();
  /** Checkpoints that have to be written before the next step is computed. */
  private due: ('best' | 'last')[] = [];

  constructor(options: TrainerOptions) {
    this.options = resolveOptions(options);
    this.keeper = options.checkpoints && new CheckpointKeeper(options.checkpoints);
    this.progressed = new Progress(initialState(settingsOf(this.options)));
  }

  /** Where the run stands; plain data. */
  get progress(): Pick<CheckpointState, 'step' | 'epoch' | 'batch' | 'history' | 'best'> {
    const { step, epoch, batch, history, best } = this.state;
    return { step, epoch, batch, history: [...history], ...(best ? { best } : {}) };
  }

  /** Updates in an epoch, and in the whole run. */
  get stepsPerEpoch(): number {
    return Math.ceil(this.options.data.batchesPerEpoch / this.options.accumulate);
  }

  get totalSteps(): number {
    return this.options.epochs * this.stepsPerEpoch;
  }

  /**
   * Trains, and tells of it. Nothing is computed ahead: the next step begins when the next event is asked for. Leaving the
   * loop early is like a kill: what was not saved is lost to the next process, but `run` of this trainer continues.
   *
   * @throws {TrainError} `locked`; `mismatch`, `corrupt`, `exists`, `missing` on resuming; `data`, `label`, `memory`, `device`,
   * `diverged`, `storage` on the way
   */
  async *run(options: RunOptions = {}): AsyncGenerator<TrainEvent, void, undefined> {
    checkOptions('run of Trainer', options, { resume: 1, allowChanges: 1, signal: 1 });
    if (this.running)
      throw new TrainError('state', 'The trainer is running already. Wait for its end, or abort it.');
    this.running = true;
    let unlock: (() => Promise<void>) | undefined;
    try {
      unlock = await this.options.checkpoints?.storage.lock?.();
      yield* this.loop(options);
    } finally {
      await unlock?.();
      this.running = false;
    }
  }

  /** Waits after the current step, with a checkpoint, until `resume`. */
  pause(): void {
    this.gate.pause();
  }

  resume(): void {
    this.gate.resume();
  }

  /** The checkpoint of this moment, for a storage of your own. Not while a run is computing a step. */
  async checkpoint(): Promise<Uint8Array> {
    const { model, optimizer, average } = this.options;
    const checkpoint = await checkpointOf(model, optimizer, this.state, average);
    const name = firstNonFinite(checkpoint);
    const { lastStep } = this.progressed;
    if (name !== undefined && lastStep) {
      this.due = [];
      throw this.progressed.setBack({ ...lastStep, first: { kind: 'weight', name } });
    }
    return encodeCheckpoint(checkpoint);
  }

  /**
   * Puts the weights of the best epoch into the model, for inference.
   *
   * @throws {TrainError} `missing` without checkpoints or a best epoch; `corrupt`
   */
  async restoreBest(): Promise<void> {
    if (!this.keeper)
      throw new TrainError('missing', 'The trainer keeps no checkpoints: give it checkpoints.');
    restoreWeights(this.options.model, await this.keeper.best());
  }

  /**
   * Puts the moving average of the weights into the model, for inference.
   *
   * @throws {TrainError} `missing` where the trainer keeps none
   */
  restoreAverage(): void {
    const { average } = this.options;
    if (!average) {
      throw new TrainError(
        'missing',
        'The trainer keeps no average of the weights: give it averaging: { decay: 0.998 }.',
      );
    }
    average.apply();
  }

  /** Frees the moments. The model is the caller's. */
  dispose(): void {
    this.progressed.dispose();
    this.options.optimizer.dispose();
    this.options.average?.dispose();
  }

  private get state(): CheckpointState {
    return this.progressed.state;
  }

  private async *loop(options: RunOptions): AsyncGenerator<TrainEvent> {
    const { data, epochs } = this.options;
    const { signal } = options;
    const resumed = yield* this.open(options);
    const { stepsPerEpoch, totalSteps } = this;
    yield startEvent(this.options, this.state, { resumed, stepsPerEpoch, totalSteps });
    yield* this.flush();
    while (this.state.epoch < epochs && this.state.ended !== 'stopped-early' && !signal?.aborted) {
      if (this.state.batch < data.batchesPerEpoch) yield* this.steps(signal);
      if (signal?.aborted) break;
      yield* this.finishEpoch(signal);
      yield* this.settle(signal);
    }
    if (signal?.aborted && this.state !== this.saved && this.state.step > 0) this.due.push('last');
    yield* this.flush();
    const { ended, step, epoch, history, best } = this.state;
    yield {
      type: 'end',
      reason: ended ?? 'aborted',
      step,
      epoch,
      history: [...history],
      ...(best ? { best } : {}),
    };
  }

  /** The updates of an epoch, from where it stands. */
  private async *steps(signal: AbortSignal | undefined): AsyncGenerator<TrainEvent> {
    const everySteps = this.options.checkpoints?.everySteps;
    try {
      for await (const event of epochSteps(this.progressed, this.options, this.totalSteps)) {
        if (everySteps && this.state.step % everySteps === 0) this.due.push('last');
        yield event;
        yield* this.settle(signal);
        if (signal?.aborted) return;
        await this.rescue.copy(this.keeper, this.state, () => this.checkpoint());
      }
    } catch (error) {
      const { keeper, state, saved } = this;
      const event = await this.rescue.save(error, keeper, { state, saved, take: () => this.checkpoint() });
      if (event) yield event;
      throw error;
    }
  }

  /** Evaluates where it is due, and closes the epoch. An abort meanwhile leaves it open. */
  private async *finishEpoch(signal: AbortSignal | undefined): AsyncGenerator<TrainEvent> {
    const { model, evaluation, checkpoints, average } = this.options;
    const { epoch, step } = this.state;
    const began = performance.now();
    let result: EvaluationResult | undefined;
    if (evaluation && evaluationIsDue(this.options, epoch)) {
      const restore = average?.swapIn();
      try {
        result = await evaluation.run(model, { epoch, step, ...(signal ? { signal } : {}) });
      } catch (error) {
        if (signal?.aborted) return;
        throw error;
      } finally {
        restore?.();
      }
    }
    const seconds = (performance.now() - began) / 1000;
    const { state, record, unscored } = scoreEpoch(this.state, this.options, result?.figures, seconds);
    this.progressed.state = state;
    const best = record.best ?? false;
    // The best first: after a kill in between, the run continues before this epoch and comes by again.
    if (best) this.due.push('best');
    if (state.ended || state.epoch % (checkpoints?.everyEpochs ?? 1) === 0) this.due.push('last');
    if (result) yield { type: 'evaluation', epoch, step, ...result, best, seconds };
    if (unscored) {
      const message = `The monitored figure of epoch ${epoch} has no value, so the epoch cannot be the best.`;
      yield { type: 'warning', code: 'monitor-undefined', message };
    }
    yield { type: 'epoch', ...record };
  }

  /** Between two steps: saves what is due, and waits where the run is paused. */
  private async *settle(signal: AbortSignal | undefined): AsyncGenerator<TrainEvent> {
    if (this.gate.isClosed && this.state !== this.saved && !this.due.includes('last')) this.due.push('last');
    yield* this.flush();
    if (!this.gate.isClosed) return;
    yield { type: 'pause', step: this.state.step };
    await this.gate.wait(signal);
  }

  /** A save that fails, or whose event ends the consumer's loop, is made up for by the next `run`. */
  private async *flush(): AsyncGenerator<TrainEvent> {
    while (this.keeper && this.due.length > 0) {
      const [kind] = this.due;
      const bytes = await this.checkpoint();
      const { step, epoch } = this.state;
      const name =
        kind === 'best' ? await this.keeper.saveBest(bytes) : await this.keeper.saveLast(step, bytes);
      if (kind === 'last') this.saved = this.state;
      this.due.shift();
      yield { type: 'checkpoint', kind, name, step, epoch, bytes: bytes.length };
    }
    this.due = [];
  }

  /** Continues from the newest checkpoint, the first time. True where there was one, or an earlier run. */
  private async *open(run: RunOptions): AsyncGenerator<TrainEvent, boolean> {
    if (this.opened) return true;
    const { model, optimizer, average, epochs } = this.options;
    const own = { settings: this.state.settings, backend: getBackend() };
    this.progressed.state = { ...this.state, ...own };
    const warnings: TrainEvent[] = [];
    const warn = (warning: TrainEvent) => void warnings.push(warning);
    const found = await findCheckpoint(this.keeper, this.options, own.settings, run, warn);
    if (found) {
      restoreCheckpoint(found.checkpoint, model, optimizer, average);
      const { ended, ...state } = found.checkpoint.state;
      // A finished run goes on where it is given more epochs.
      const over = ended === 'stopped-early' || state.epoch >= epochs;
      this.progressed.state = { ...state, ...(over && { ended: ended ?? 'finished' }), ...own };
      this.saved = this.state;
    }
    this.opened = true;
    yield* warnings;
    const unseeded = unseededLayers(model);
    if (unseeded.length > 0) {
      const message = `Nothing can seed the layers ${unseeded.join(', ')}: the run cannot be repeated exactly.`;
      yield { type: 'warning', code: 'not-reproducible', message };
    }
    return found !== undefined;
  }
}
