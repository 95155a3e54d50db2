/**
 * The published recipe's first steps here and in PyTorch: same slices, augmentation, weights and order, so that losses
 * and gradients have to agree. What differs then is what the recipe leaves open, not a wrong computation.
 *
 *     node benchmarks/same-steps.mjs [--data <CT100 folder>] [--fold 1] [--steps 3]
 *
 * `--steps`: steps of the trajectory at each scale, 15 are a whole epoch. Needs a Python with torch (`engines.mjs --peers`), and a few minutes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepareRun, RECIPES, trainingSource } from '@miniseg/cli';
import { crossEntropy } from '@miniseg/losses';
import { adam, modelGradients, poly } from '@miniseg/train';
import { sharedFolder } from '../scripts/shared-folder.mjs';
import { findPython } from './python.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: path.join(sharedFolder(), 'data', 'ct100') },
    fold: { type: 'string', default: '1' },
    steps: { type: 'string', default: '3' },
  },
});
const stepsPerScale = Number(values.steps);
const settings = {
  recipe: 'published',
  ...RECIPES.published,
  data: values.data,
  fold: Number(values.fold),
  // What is dropped is drawn by each library's own generator.
  network: { headDropout: 0 },
};
const { model, record, store } = await prepareRun(settings);
const { training } = record.data;
const source = trainingSource(
  training.length,
  (index) => store.get(training[index]),
  record.normalization,
  settings,
);
const totalSteps = settings.epochs * source.batchesPerEpoch;
const folder = mkdtempSync(path.join(os.tmpdir(), 'miniseg-same-steps-'));
const write = (name, numbers) => {
  writeFileSync(
    path.join(folder, name),
    new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  );
  return name;
};

try {
  const weights = model.weights.map((weight, i) => {
    const tensor = weight.read();
    return { name: weight.name, shape: tensor.shape, file: write(`weight-${i}.bin`, tensor.dataSync()) };
  });
  const batches = await firstBatches();
  const gradientsOf = (batch, microStep = 0) =>
    modelGradients(batch, {
      model,
      loss: crossEntropy({ classWeights: record.classWeights }),
      headWeights: [1, 0.4, 0.4, 0.4],
      seed: 0,
      step: microStep,
      microStep,
    });

  // At each scale from the same weights. The running values that the forward passes move have no part in a gradient.
  const starts = batches.filter((_, i) => i % stepsPerScale === 0);
  const gradients = starts.map((batch, scale) => {
    const { loss, heads, gradients } = gradientsOf(batch);
    const files = Object.entries(gradients).map(([name, gradient], i) => {
      const file = write(`gradient-${scale}-${i}.bin`, gradient.dataSync());
      gradient.dispose();
      return { name, shape: gradient.shape, file };
    });
    for (const head of heads) head.dispose();
    return { batch: scale * stepsPerScale, loss: loss.dataSync()[0], files };
  });

  const schedule = poly({ learningRate: settings.learningRate, power: settings.power });
  const optimizer = adam({ learningRate: settings.learningRate, weightDecay: settings.weightDecay });
  const steps = batches.map((batch, step) => {
    const { loss, heads, gradients } = gradientsOf(batch, step);
    optimizer.learningRate = schedule(step, totalSteps);
    optimizer.applyGradients(gradients);
    for (const tensor of [...heads, ...Object.values(gradients)]) tensor.dispose();
    return { learningRate: optimizer.learningRate, loss: loss.dataSync()[0] };
  });

  const manifest = {
    weights,
    batches: batches.map(({ images, masks, shape }, i) => ({
      shape: shape.slice(0, 3),
      image: write(
        `image-${i}.bin`,
        images.filter((_, at) => at % 3 === 0),
      ),
      mask: write(`mask-${i}.bin`, masks),
    })),
    classWeights: record.classWeights,
    weightDecay: settings.weightDecay,
    gradients,
    steps,
  };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  const script = fileURLToPath(new URL('same-steps/torch_same_steps.py', import.meta.url));
  const python = findPython('import torch');
  if (!python) throw new Error('No Python has PyTorch. Run: node benchmarks/engines.mjs --peers');
  const theirs = JSON.parse(execFileSync(python, [script, folder], { encoding: 'utf8' }));

  console.log('Gradients from the same weights');
  console.table(
    gradients.map(({ batch, loss }, i) => ({
      size: batches[batch].shape[1],
      loss,
      'loss in PyTorch': theirs.gradients[i].loss,
      'gradient, norm of the difference / norm': theirs.gradients[i].difference,
    })),
  );
  console.log('Losses of a trajectory');
  console.table(
    steps.map(({ loss }, i) => ({ size: batches[i].shape[1], here: loss, PyTorch: theirs.losses[i] })),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Of the first epoch, so many at each scale. */
async function firstBatches() {
  const perScale = source.batchesPerEpoch / settings.scales.length;
  const found = [];
  for (const scale of settings.scales.keys()) {
    let left = stepsPerScale;
    for await (const batch of source.epoch(0, scale * perScale)) {
      found.push(batch);
      if (--left === 0) break;
    }
  }
  return found;
}
