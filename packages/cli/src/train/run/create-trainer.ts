/** The trainer of a run. */
import { combine, crossEntropy, dice, type SegmentationLoss } from '@miniseg/losses';
import {
  adam,
  adamW,
  constant,
  cosine,
  type EvaluationResult,
  type NamedOptimizer,
  poly,
  type Schedule,
  sgd,
  Trainer,
} from '@miniseg/train';
import { folderStorage } from '@miniseg/train/node';
import { headWeights, networkOf } from '@miniseg/zoo';
import { segmentCases } from '../../scores/segment-cases.js';
import type { TrainSettings } from '../settings/settings.js';
import type { PreparedRun } from './prepare-run.js';
import { trainingSource } from './training-source.js';

/** Of `sgd`. */
const MOMENTUM = 0.9;

/** @throws {CliError} or TrainError for settings that do not fit the slices or the model */
export function createTrainer(
  { record, store, model }: PreparedRun,
  checkpoints: string,
  { onValidated }: { onValidated?: (done: number, of: number) => void } = {},
): Trainer {
  const { settings, normalization, data, classWeights } = record;
  const { epochs, seed, validateEvery, patience, protocol, size } = settings;
  const source = trainingSource(
    data.training.length,
    (index) => store.get(data.training[index]),
    normalization,
    settings,
  );
  const validation = async function* () {
    for (const id of data.validation) yield store.get(id);
  };
  return new Trainer({
    model,
    data: source,
    epochs,
    loss: lossOf(settings, classWeights),
    headWeights: networkOf(model)
      ? headWeights(model)
      : model.outputs.map((_, head) => (head === 0 ? 1 : settings.auxiliaryWeight)),
    optimizer: optimizerOf(settings),
    schedule: scheduleOf(settings),
    seed,
    ...(settings.averaging > 0 ? { averaging: { decay: settings.averaging } } : {}),
    evaluation: {
      everyEpochs: validateEvery,
      monitor: 'DSC',
      async run(network, { signal }): Promise<EvaluationResult> {
        let done = 0;
        const { mean } = await segmentCases(network, validation(), {
          normalization,
          size,
          protocol,
          signal,
          onCase: () => onValidated?.(++done, data.validation.length),
        });
        return { figures: mean };
      },
    },
    ...(patience === undefined ? {} : { earlyStopping: { patience } }),
    checkpoints: { storage: folderStorage(checkpoints), everySteps: CHECKPOINT_STEPS },
    // What the run folder has not compared already: the order of the slices follows from these.
    config: { data: data.sha256, classWeights: classWeights ?? null, ...normalization },
  });
}

/** At most so many steps are lost when the process is killed. */
const CHECKPOINT_STEPS = 10;

/** Of each image by itself, where one without a lesion counts too: that is what `smooth` is for. */
const DICE = { background: false, perImage: true, smooth: 1 };

function lossOf({ diceWeight }: TrainSettings, classWeights: number[] | undefined): SegmentationLoss {
  const entropy = crossEntropy({ ...(classWeights ? { classWeights } : {}) });
  return diceWeight === 0
    ? entropy
    : combine([
        [entropy, 1],
        [dice(DICE), diceWeight],
      ]);
}

function optimizerOf({ optimizer, learningRate, weightDecay }: TrainSettings): NamedOptimizer {
  if (optimizer === 'sgd') return sgd({ learningRate, weightDecay, momentum: MOMENTUM });
  return (optimizer === 'adam' ? adam : adamW)({ learningRate, weightDecay });
}

function scheduleOf({ schedule, learningRate: rate, power }: TrainSettings): Schedule {
  if (schedule === 'poly') return poly({ rate, power });
  return schedule === 'cosine' ? cosine({ rate }) : constant(rate);
}
