/** Calls of `@miniseg/metrics` that work. */
import * as metrics from '@miniseg/metrics';
import { tensor } from '@tensorflow/tfjs-core';
import type { Entries, PackageEntries } from './walk-entries.js';

const counts = () => metrics.confusion([0, 1, 1], [0, 1, 0], { classes: 2 });
const masks = () =>
  [
    [0, 1, 1, 0],
    [0, 1, 0, 0],
  ] as const;
const distances = () => metrics.maskDistances(...masks(), { shape: [2, 2] });
const paper = () => ({ prediction: [0, 1, 1, 0], truth: [0, 1, 0, 0], shape: [2, 2] as const });
const score = { valid: () => [counts(), {}], fine: { 1: 'undefined object' } };
// Distances are data, and may carry more than is asked for.
const distance = { valid: () => [distances(), {}], fine: { 0: 'typo', 1: 'undefined object' } };
const logits = () => tensor([0.1, 0.9, 0.8, 0.2], [1, 2, 2]);
const labels = () => tensor([1, 0], [1, 2], 'int32');

const entries: Entries = {
  LabelMetrics: { valid: () => [{ classes: 2 }] },
  averageSurfaceDistance: distance,
  averageSymmetricSurfaceDistance: distance,
  hausdorff: distance,
  surfaceDice: { valid: () => [distances(), { tolerance: 1 }], fine: { 0: 'typo' } },
  bootstrapMean: { valid: () => [[0.5, 0.7], { seed: 1 }], fine: { 0: 'array', 1: 'undefined object' } },
  dice: score,
  fBeta: score,
  iou: score,
  precision: score,
  sensitivity: score,
  specificity: score,
  volumeSimilarity: score,
  accuracy: score,
  balancedAccuracy: score,
  kappa: score,
  mcc: score,
  scores: score,
  confusion: { valid: () => [...masks(), { classes: 2 }] },
  ConfusionCounts: { valid: () => [{ classes: 2 }] },
  'ConfusionCounts.add': { valid: () => [...masks()], call: (a, b) => counts().add(a, b) },
  'ConfusionCounts.merge': { valid: () => [counts()], call: (other) => counts().merge(other) },
  'ConfusionCounts.of': { valid: () => [1], call: (label) => counts().of(label) },
  'ConfusionCounts.from': {
    valid: () => [{ classes: 2, matrix: [1, 0, 0, 1] }],
    call: (json) => metrics.ConfusionCounts.from(json),
  },
  connectedComponents: { valid: () => [masks()[0], { shape: [2, 2] }] },
  distanceTransform: { valid: () => [masks()[0], { shape: [2, 2] }] },
  lesionMetrics: { valid: () => [...masks(), { shape: [2, 2] }] },
  maskDistances: { valid: () => [...masks(), { shape: [2, 2] }] },
  paperCase: { valid: () => [paper(), {}], fine: { 1: 'undefined object' } },
  PaperMetrics: { valid: () => [{}], fine: { 0: 'undefined object' } },
  'PaperMetrics.add': { valid: () => [paper()], call: (item) => new metrics.PaperMetrics().add(item) },
  'PaperMetrics.addResult': {
    valid: () => [{ ...metrics.paperCase(paper()) }],
    call: (result) => new metrics.PaperMetrics().addResult(result),
    fine: { 0: 'typo' },
  },
  paperMetrics: { valid: () => [[paper()], {}], fine: { 0: 'array', 1: 'undefined object' } },
  summarize: { valid: () => [[0.5, undefined], {}], fine: { 0: 'array', 1: 'undefined object' } },
  toCsv: { valid: () => [[{ a: 1 }], ['a']], fine: { 0: 'array', 1: 'undefined null array' } },
  // Anything that JSON can hold.
  toJson: { valid: () => [{ a: 1 }], fine: { 0: 'undefined null text number object array typo' } },
  diceMetric: { valid: () => [{}], fine: { 0: 'undefined object' } },
  meanIoUMetric: { valid: () => [{}], fine: { 0: 'undefined object' } },
  diceCoefficient: { valid: () => [labels(), logits()] },
  meanIoU: { valid: () => [labels(), logits()] },
  confusionFromTensors: { valid: () => [logits(), labels(), { classes: 2 }] },
  readLabels: { valid: () => [logits(), { format: 'logits', classes: 2 }] },
};

export const METRICS: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/metrics.error')],
};
