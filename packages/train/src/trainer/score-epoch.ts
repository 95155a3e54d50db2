import type { CheckpointState } from '../checkpoint/checkpoint-file.js';
import { TrainError } from '../errors.js';
import type { EpochRecord, Figures, TrainerOptions } from '../types.js';

/** Whether an epoch that has just been passed is to be evaluated. */
export function evaluationIsDue({ evaluation, epochs }: TrainerOptions, epoch: number): boolean {
  if (!evaluation) return false;
  return (epoch + 1) % (evaluation.everyEpochs ?? 1) === 0 || epoch + 1 === epochs;
}

/**
 * The state after an epoch: its record in the history, the best epoch, and whether the run ends.
 *
 * @param figures of its evaluation, where there was one
 * @throws {TrainError} `invalid-argument` where the monitored figure is not among them
 */
export function scoreEpoch(
  state: CheckpointState,
  options: TrainerOptions,
  figures: Figures | undefined,
  seconds: number,
): { state: CheckpointState; record: EpochRecord; unscored: boolean } {
  const { epoch, step, sums } = state;
  const { monitor = 'DSC', mode = 'max' } = options.evaluation ?? {};
  if (figures && !(monitor in figures)) {
    throw new TrainError(
      'invalid-argument',
      `evaluation.monitor is '${monitor}'; the evaluation gives ${Object.keys(figures).join(', ')}.`,
    );
  }
  const value = figures?.[monitor];
  const isNumber = value !== undefined && Number.isFinite(value);
  const gain = (over: number) =>
    isNumber ? (mode === 'max' ? value - over : over - value) : Number.NEGATIVE_INFINITY;
  const worst = mode === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const best = isNumber && gain(state.best?.value ?? worst) > 0;

  // Patience is counted from the last gain of at least minDelta, not from the best epoch: small gains do not add up to it.
  const { patience, minDelta = 0 } = options.earlyStopping ?? {};
  const gained = gain(state.stopping.value ?? worst) > minDelta;
  const stopping = !figures
    ? state.stopping
    : gained
      ? { value: value as number, since: 0 }
      : { ...state.stopping, since: state.stopping.since + 1 };
  const ended =
    patience !== undefined && stopping.since >= patience
      ? ('stopped-early' as const)
      : epoch + 1 === options.epochs
        ? ('finished' as const)
        : undefined;

  const record: EpochRecord = {
    epoch,
    step,
    loss: sums.loss / sums.batches,
    heads: sums.heads.map((sum) => sum / sums.batches),
    learningRate: sums.learningRate,
    seconds: sums.seconds + seconds,
    ...(figures ? { figures, best } : {}),
  };
  return {
    record,
    unscored: figures !== undefined && !isNumber,
    state: {
      ...state,
      epoch: epoch + 1,
      batch: 0,
      sums: NO_SUMS,
      history: [...state.history, record],
      stopping,
      ...(best ? { best: { epoch, step, value: value as number } } : {}),
      ...(ended ? { ended } : {}),
    },
  };
}

/** Before the first batch of an epoch. */
const NO_SUMS: CheckpointState['sums'] = { loss: 0, heads: [], batches: 0, seconds: 0, learningRate: 0 };

/** The state of a run that has not begun. */
export function initialState(settings: CheckpointState['settings']): CheckpointState {
  return {
    step: 0,
    microStep: 0,
    epoch: 0,
    batch: 0,
    sums: NO_SUMS,
    history: [],
    stopping: { since: 0 },
    optimizer: { className: '', step: 0 },
    settings,
  };
}
