/** Calls of `@miniseg/train` and its subpaths that work. */
import { BatchSource } from '@miniseg/data/samples';
import { crossEntropy } from '@miniseg/losses';
import * as train from '@miniseg/train';
import * as node from '@miniseg/train/node';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { temporaryFolder } from './temporary-folder.js';
import type { Entries, Entry, PackageEntries } from './walk-entries.js';

const load = () => ({
  width: 4,
  height: 4,
  channels: 1,
  image: new Float32Array(16),
  mask: new Uint8Array(16).fill(1, 8),
});
const source = () => new BatchSource({ count: 2, load, batchSize: 2 });
let made: LayersModel | undefined;
/** One for all calls: none of them trains it. */
const model = () => {
  made ??= sequential({
    layers: [layers.conv2d({ inputShape: [null, null, 1], filters: 2, kernelSize: 1, name: 'logits' })],
  });
  return made;
};
const options = () => ({ model: model(), data: source(), epochs: 1, loss: crossEntropy() });
const cases = () => ({ count: 1, load });
const optional: Entry = { valid: () => [{}], fine: { 0: 'undefined object' } };

let checkpoint: Uint8Array;
let batch: object;

/** What takes a promise to make. */
export async function prepareTrain(): Promise<void> {
  const trainer = new train.Trainer(options());
  checkpoint = await trainer.checkpoint();
  for await (const made of source().epoch(0)) batch = { ...made };
}

const context = () => ({
  model: model(),
  loss: crossEntropy(),
  headWeights: [1],
  step: 0,
  microStep: 0,
  seed: 0,
});

/** The trainer with one of its options replaced. */
const part = (name: string, right: () => unknown, fine = 'undefined'): Entry => ({
  valid: () => [right()],
  call: (value) => new train.Trainer({ ...options(), [name]: value }),
  fine: { 0: fine },
});

class Plain extends train.NamedOptimizer {
  static readonly className = 'MiniSegTestOptimizer';
  protected readonly slotNames: string[] = [];

  protected override update(): never {
    throw new Error('not called');
  }

  override settings() {
    return {};
  }
}

const entries: Entries = {
  decodeCheckpoint: { valid: () => [checkpoint] },
  'decodeCheckpoint.buffer': {
    valid: () => [checkpoint.slice().buffer],
    call: (given) => train.decodeCheckpoint(given),
  },
  'decodeCheckpoint.blob': {
    valid: () => [new Blob([checkpoint.slice()])],
    call: (given) => train.decodeCheckpoint(given),
  },
  memoryStorage: { valid: () => [] },
  restoreWeights: { valid: () => [model(), checkpoint] },
  passes: { valid: () => [[source()]] },
  referencePasses: { valid: () => [{ count: 5, load: () => load }] },
  evaluate: { valid: () => [model(), cases(), {}], fine: { 2: 'undefined object' } },
  evaluator: { valid: () => [cases()] },
  AdamOptimizer: optional,
  AdamWOptimizer: optional,
  adam: optional,
  adamW: optional,
  // Abstract: its subclasses check what they are given.
  NamedOptimizer: {
    valid: () => [1e-3],
    call: (rate) => new Plain(rate),
    fine: { 0: 'undefined null text number object array' },
  },
  SgdOptimizer: optional,
  sgd: optional,
  chain: { valid: () => [[[train.constant(1e-3), 1]]] },
  constant: { valid: () => [1e-3] },
  cosine: optional,
  poly: optional,
  // The first argument is any JSON that describes the schedule.
  schedule: {
    valid: () => [{ name: 'own' }, () => 1],
    fine: { 0: 'undefined null text number object array typo' },
  },
  stepDecay: { valid: () => [{ every: 10 }] },
  warmup: { valid: () => [train.poly(), { steps: 10 }] },
  modelGradients: { valid: () => [batch, context()], fine: { 0: 'typo', 1: 'typo' } },
  Trainer: { valid: () => [options()] },
  'Trainer.run': {
    valid: () => [{}],
    call: (run) => new train.Trainer(options()).run(run).next(),
    fine: { 0: 'undefined object' },
  },
  'Trainer.model': part('model', () => model(), ''),
  'Trainer.data': part('data', () => source(), ''),
  'Trainer.loss': part('loss', () => crossEntropy(), ''),
  'Trainer.epochs': part('epochs', () => 1, ''),
  'Trainer.optimizer': part('optimizer', () => train.adam()),
  'Trainer.schedule': part('schedule', () => train.poly()),
  'Trainer.clip': part('clip', () => ({ norm: 1 }), 'undefined object'),
  'Trainer.evaluation': part('evaluation', () => ({ run: train.evaluator(cases()) })),
  'Trainer.checkpoints': part('checkpoints', () => ({ storage: train.memoryStorage() })),
  'Trainer.headWeights': part('headWeights', () => [1]),
  'Trainer.seed': part('seed', () => 1, 'undefined'),
  'Trainer.accumulate': part('accumulate', () => 1),
  'Trainer.gradients': part('gradients', () => train.modelGradients),
  register: { valid: () => [] },
  folderStorage: { valid: () => [temporaryFolder()], fine: { 0: 'text' } },
  lockFolder: {
    valid: () => [temporaryFolder()],
    call: async (given) => (await node.lockFolder(given === 'junk' ? temporaryFolder() : given))(),
    fine: { 0: 'text' },
  },
  indexedDbStorage: { valid: () => ['run'], fine: { 0: 'text' } },
};

export const TRAIN: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/train.error'), Symbol.for('@miniseg/data.error')],
};
