/** An encoder trained on whole pictures, in a folder from which it continues. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { BatchSource, paperAugmentation, type Sample } from '@miniseg/data';
import { toCsv } from '@miniseg/metrics';
import { countParameters, exportEncoder, miniSegClassifier, setModelMetadata } from '@miniseg/model';
import { adam, type EpochRecord, type EvaluationResult, poly, Trainer } from '@miniseg/train';
import { folderStorage, lockFolder } from '@miniseg/train/node';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { json } from '../files/json.js';
import { makeWritableFolder } from '../files/writable-folder.js';
import { startProgress } from '../progress/progress.js';
import { startTrainProgress, type TrainProgress } from '../progress/train-progress.js';
import { whole } from '../text/whole.js';
import { startTrainingBackend } from '../train/run/start-training-backend.js';
import { DISCLAIMER, versions } from '../version.js';
import { type ClassPicture, type ClassPictures, findClassPictures } from './class-folders.js';
import { classGradients, rankOfTruth } from './class-gradients.js';
import { loadPicture } from './load-picture.js';

export interface PretrainSettings {
  pictures: string;
  preset: 'aaai' | 'paper';
  size: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  /** Undefined: a tenth, or val/ where there is one. */
  validationShare?: number;
  seed: number;
  backend: string;
  threads?: number;
}

interface PretrainOptions {
  out: string;
  signal: AbortSignal;
  log: (line: string) => void;
}

export interface PretrainResult {
  top1: number;
  top5: number;
  classes: number;
}

/** Pictures whose values give the mean and the deviation. */
const SURVEYED = 500;
const CHECKPOINT_STEPS = 50;
/** Pictures that are looked at together in validation. */
const TOGETHER = 8;

/**
 * @throws {CliError} for pictures that cannot be used, and 'interrupted'; TrainError for a folder that another process works
 *   in, and for one of another run
 */
export async function pretrainRun(
  settings: PretrainSettings,
  options: PretrainOptions,
): Promise<PretrainResult> {
  const { out, signal, log } = options;
  const found = await findClassPictures(settings.pictures, settings);
  checkBatch(found, settings);
  await makeWritableFolder(out);
  const unlock = await lockFolder(out);
  try {
    const normalization = await survey(found.training, settings);
    enableProdMode();
    const { backend, threads } = await startTrainingBackend(settings.backend, settings.threads);
    const { preset, seed, size } = settings;
    const model = miniSegClassifier({ preset, seed, classes: found.classes.length });
    setModelMetadata(model, { normalization, inputSize: size });
    log(
      `${found.training.length} pictures of ${found.classes.length} classes to train on, ${found.validation.length} to ` +
        `validate; ${whole(countParameters(model))} parameters, backend ${backend}.` +
        (found.ignored > 0 ? ` ${found.ignored} other files are not looked at.` : ''),
    );
    const run = new ClassTraining(model, found, settings, normalization, out);
    try {
      const history = await run.train(signal, log);
      signal.throwIfAborted();
      const { top1 = 0, top5 = 0 } = history.at(-1)?.figures ?? {};
      await writeFileAtomic(path.join(out, 'encoder.safetensors'), await exportEncoder(model));
      const { threads: _, ...asked } = settings;
      const record = { disclaimer: DISCLAIMER, settings: asked, classes: found.classes, pictures: run.lists };
      const result = { top1, top5, epochs: history.length };
      await writeFileAtomic(
        path.join(out, 'pretrain.json'),
        json({ ...record, normalization, backend, threads, versions, result }),
      );
      return { top1, top5, classes: found.classes.length };
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new CliError(
        'interrupted',
        `Stopped, and saved in '${out}'. Give the same command again to continue.`,
      );
    } finally {
      run.dispose();
      model.dispose();
    }
  } finally {
    await unlock();
  }
}

function checkBatch({ training }: ClassPictures, { batchSize }: PretrainSettings): void {
  if (training.length >= batchSize) return;
  throw new CliError(
    'invalid-argument',
    `There are ${training.length} training pictures, and a batch has ${batchSize}. Give more, or --batch-size ${training.length} or less.`,
  );
}

/** Mean and deviation of the pixels, over pictures spread evenly through the list. */
async function survey(pictures: readonly ClassPicture[], { size }: PretrainSettings) {
  const step = Math.max(1, Math.floor(pictures.length / SURVEYED));
  const chosen = pictures.filter((_, index) => index % step === 0);
  const progress = startProgress(chosen.length);
  let [count, sum, squares] = [0, 0, 0];
  try {
    for (const { file, id } of chosen) {
      for (const value of (await loadPicture(file, size)).image) {
        sum += value;
        squares += value * value;
        count++;
      }
      progress.step(`read ${id}`);
    }
  } finally {
    progress.stop();
  }
  const mean = sum / count;
  const std = Math.sqrt(squares / count - mean * mean);
  if (std > 0) return { mean, std };
  throw new CliError('input', 'Every training picture is of one single value. Are these the right pictures?');
}

class ClassTraining {
  readonly #trainer: Trainer;
  readonly #pictures: ClassPictures;
  readonly #settings: PretrainSettings;
  readonly #normalization: { mean: number; std: number };
  readonly #out: string;
  #progress?: TrainProgress;

  constructor(
    model: LayersModel,
    pictures: ClassPictures,
    settings: PretrainSettings,
    normalization: { mean: number; std: number },
    out: string,
  ) {
    const { epochs, batchSize, seed, learningRate, weightDecay, size } = settings;
    this.#pictures = pictures;
    this.#settings = settings;
    this.#normalization = normalization;
    this.#out = out;
    const augment = paperAugmentation({ width: size, height: size });
    this.#trainer = new Trainer({
      model,
      data: new BatchSource({
        count: pictures.training.length,
        load: async ({ index }) => this.#standard(await loadPicture(pictures.training[index].file, size)),
        augment: (sample, random) => ({
          ...augment(sample, random),
          // The trainer asks for masks; the labels are with the gradients.
          mask: new Uint8Array(size * size),
        }),
        batchSize,
        seed,
        dropLast: true,
      }),
      epochs,
      loss: () => {
        throw new Error('The gradients have a loss of their own.');
      },
      headWeights: [1],
      gradients: classGradients(pictures.training.map(({ label }) => label)),
      optimizer: adam({ learningRate, weightDecay }),
      schedule: poly({ rate: learningRate }),
      seed,
      evaluation: { monitor: 'top1', run: (network) => this.#evaluate(network) },
      checkpoints: { storage: folderStorage(path.join(out, 'checkpoints')), everySteps: CHECKPOINT_STEPS },
      config: {
        ...this.lists,
        ...normalization,
        learningRate,
        weightDecay,
        size,
        classes: pictures.classes.length,
      },
    });
  }

  /** How many pictures there are, and which. */
  get lists() {
    const hash = createHash('sha256');
    const { training, validation } = this.#pictures;
    for (const { id } of [...training, ...validation]) hash.update(`${id}\n`);
    return { training: training.length, validation: validation.length, names: hash.digest('hex') };
  }

  async train(signal: AbortSignal, log: (line: string) => void): Promise<EpochRecord[]> {
    const { epochs, size } = this.#settings;
    const history: EpochRecord[] = [];
    try {
      for await (const event of this.#trainer.run({ signal, allowChanges: ['epochs'] })) {
        if (event.type === 'start') {
          history.push(...event.history);
          if (event.resumed) log(`Continuing after step ${event.step} of ${event.totalSteps}.`);
          const { totalSteps: total, step: done } = event;
          this.#progress = startTrainProgress({
            total,
            done,
            epochs,
            passes: [size * size],
            mayStopEarly: false,
          });
        } else if (event.type === 'step') {
          this.#progress?.step({ done: event.step + 1, epoch: event.epoch + 1, loss: event.loss });
          await new Promise(setImmediate);
        } else if (event.type === 'warning') {
          log(`Warning: ${event.message}`);
        } else if (event.type === 'epoch') {
          history.push(event);
          const { top1 = 0, top5 = 0 } = event.figures ?? {};
          log(
            `epoch ${event.epoch + 1}/${epochs}: loss ${event.loss.toFixed(4)}, top-1 ${top1.toFixed(4)}, top-5 ${top5.toFixed(4)}`,
          );
          await writeFileAtomic(path.join(this.#out, 'history.csv'), toCsv(history.map(rowOf)));
        }
      }
    } finally {
      this.#progress?.stop();
    }
    return history;
  }

  dispose(): void {
    this.#trainer.dispose();
  }

  #standard(sample: Sample): Sample {
    const { mean, std } = this.#normalization;
    return { ...sample, image: sample.image.map((value) => (value - mean) / std) };
  }

  async #evaluate(model: LayersModel): Promise<EvaluationResult> {
    const { validation } = this.#pictures;
    const { size } = this.#settings;
    let [first, five] = [0, 0];
    for (let start = 0; start < validation.length; start += TOGETHER) {
      const some = validation.slice(start, start + TOGETHER);
      const samples = await Promise.all(
        some.map(async ({ file }) => this.#standard(await loadPicture(file, size))),
      );
      const images = new Float32Array(some.length * size * size * 3);
      for (const [index, { image }] of samples.entries()) images.set(image, index * size * size * 3);
      const ranks = await rankOfTruth(
        model,
        images,
        [some.length, size, size, 3],
        some.map(({ label }) => label),
      );
      first += ranks.filter((rank) => rank === 0).length;
      five += ranks.filter((rank) => rank < 5).length;
      this.#progress?.doing(`validating, picture ${start + some.length} of ${validation.length}`);
    }
    return { figures: { top1: first / validation.length, top5: five / validation.length } };
  }
}

function rowOf({ epoch, step, learningRate, loss, figures, seconds }: EpochRecord) {
  return { epoch: epoch + 1, steps: step, learningRate, loss, ...figures, seconds };
}
