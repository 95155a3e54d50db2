import { getBackend } from '@tensorflow/tfjs-core';
import type { CheckpointKeeper, Found } from '../checkpoint/checkpoint-keeper.js';
import { checkWeights } from '../checkpoint/restore-weights.js';
import { checkSameSettings } from '../checkpoint/settings.js';
import { TrainError } from '../errors.js';
import type { Json, RunOptions, WarningEvent } from '../types.js';
import { checkOptimizer } from './checkpoint-of.js';
import type { ResolvedTrainerOptions } from './resolve-options.js';

/**
 * The checkpoint to continue from, if there is one, checked against the run that will continue it.
 *
 * @param warn told about damaged ones that were passed over, and about one of another backend
 * @throws {TrainError} `exists`, `missing`, `mismatch` or `corrupt`
 */
export async function findCheckpoint(
  keeper: CheckpointKeeper | undefined,
  { model, optimizer }: ResolvedTrainerOptions,
  settings: Json,
  { resume = 'auto', allowChanges = [] }: RunOptions,
  warn: (warning: WarningEvent) => void,
): Promise<Found | undefined> {
  if (!['auto', 'require', 'never'].includes(resume)) {
    throw new TrainError(
      'invalid-argument',
      `resume is '${resume}'; it must be 'auto', 'require' or 'never'.`,
    );
  }
  const found = await keeper?.newest((name, error) => {
    warn({
      type: 'warning',
      code: 'corrupt-checkpoint',
      message: `${name} was passed over: ${error.message}`,
    });
  });
  if (!found) {
    if (resume !== 'require') return undefined;
    throw new TrainError(
      'missing',
      "There is no checkpoint to continue from. Use resume: 'auto' to start anew.",
    );
  }
  const { name, checkpoint } = found;
  if (resume === 'never') {
    throw new TrainError(
      'exists',
      `The storage holds ${name} of step ${checkpoint.state.step}. Continue it with resume: 'auto', or give an empty ` +
        'storage.',
    );
  }
  checkWeights(model, checkpoint.weights);
  if (checkpoint.average) checkWeights(model, checkpoint.average);
  checkSameSettings(checkpoint.state.settings, settings, allowChanges, name);
  checkOptimizer(checkpoint, optimizer);
  const { backend = getBackend() } = checkpoint.state;
  if (backend !== getBackend()) {
    warn({
      type: 'warning',
      code: 'other-backend',
      message:
        `${name} was computed on '${backend}' and is continued on '${getBackend()}', whose results differ in the last ` +
        'digits: the run is sound, and cannot be repeated bit for bit. Set the backend of before to avoid that.',
    });
  }
  return found;
}
