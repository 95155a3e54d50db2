export {
  type CompileMetric,
  type CompileMetricOptions,
  diceCoefficient,
  diceMetric,
  meanIoU,
  meanIoUMetric,
} from './compile-metrics.js';
export { type ConfusionFromTensorsOptions, confusionFromTensors } from './confusion-from-tensors.js';
export { type ReadLabelsOptions, readLabels, type TensorFormat } from './read-labels.js';
