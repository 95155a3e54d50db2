import { type FileBytes, fileBytes } from '@miniseg/checkpoints';
import { tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../check-options.js';
import { TrainError } from '../errors.js';
import { checkModel } from '../trainer/model-outputs.js';
import { keyedWeights } from '../trainer/weight-keys.js';
import { decodeCheckpoint, type Tensor32, type TrainingCheckpoint } from './checkpoint-file.js';

/**
 * Puts the weights and running values of a checkpoint into a model of the same architecture, for inference or to start
 * another training from.
 *
 * @param checkpoint its bytes, or what `decodeCheckpoint` returned
 * @param which `'average'` (default) takes the moving average where the run kept one; `'trained'` the weights themselves
 * @throws {TrainError} `mismatch` where names or shapes differ, and then changes nothing; `corrupt`
 * @example restoreWeights(miniSeg({ preset: 'aaai' }), await readFile('run/best.safetensors'));
 */
export function restoreWeights(
  model: LayersModel,
  checkpoint: FileBytes | TrainingCheckpoint,
  which: 'average' | 'trained' = 'average',
): void {
  checkModel(model);
  check(['average', 'trained'].includes(which), 'which', which, "it is 'average' or 'trained'");
  const { weights: trained, average } = fileBytes(checkpoint as FileBytes)
    ? decodeCheckpoint(checkpoint as FileBytes)
    : ((checkpoint as TrainingCheckpoint) ?? {});
  const weights = (which === 'average' && average) || trained;
  check(
    weights instanceof Map,
    'The checkpoint',
    checkpoint,
    'give its bytes, or what decodeCheckpoint returned',
  );
  checkWeights(model, weights);
  for (const { key, weight } of keyedWeights(model)) {
    const { data, shape } = weights.get(key) as Tensor32;
    const value = tensor(data, shape);
    weight.write(value);
    value.dispose();
  }
}

/** @throws {TrainError} `mismatch` unless names and shapes are the model's */
export function checkWeights(model: LayersModel, weights: TrainingCheckpoint['weights']): void {
  const own = keyedWeights(model);
  const keys = new Set(own.map(({ key }) => key));
  const wrong = [
    ...own
      .filter(({ key, weight }) => String(weights.get(key)?.shape) !== String(weight.shape))
      .map(
        ({ key, weight }) =>
          `${key} is [${weight.shape}] in the model, ${shapeOf(weights.get(key))} in the file`,
      ),
    ...[...weights.keys()].filter((key) => !keys.has(key)).map((key) => `${key} is in the file only`),
  ];
  if (wrong.length === 0) return;
  const more = wrong.length > 3 ? `; and ${wrong.length - 3} more` : '';
  throw new TrainError(
    'mismatch',
    `The checkpoint is of another model: ${wrong.slice(0, 3).join('; ')}${more}. Build the model as it was trained, and ` +
      'give its layers names of their own: names that tfjs makes up depend on what else was built before.',
  );
}

function shapeOf(found: Tensor32 | undefined): string {
  return found ? `[${found.shape}]` : 'absent';
}
