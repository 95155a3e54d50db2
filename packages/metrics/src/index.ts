export {
  type AverageSurfaceDistanceOptions,
  type AverageSymmetricSurfaceDistanceOptions,
  averageSurfaceDistance,
  averageSymmetricSurfaceDistance,
} from './average-surface-distance.js';
export { type BootstrapOptions, bootstrapMean, type ConfidenceInterval } from './bootstrap.js';
export {
  dice,
  type FBetaOptions,
  fBeta,
  iou,
  precision,
  sensitivity,
  specificity,
  volumeSimilarity,
} from './class-scores.js';
export { confusion } from './confusion.js';
export {
  type ClassCounts,
  ConfusionCounts,
  type ConfusionJson,
  type ConfusionOptions,
} from './confusion-counts.js';
export {
  type Components,
  type ConnectedComponentsOptions,
  connectedComponents,
} from './connected-components.js';
export { type Cell, toCsv } from './csv.js';
export { type DistanceMap, type DistanceTransformOptions, distanceTransform } from './distance-transform.js';
export type { Emptiness, EmptyPolicy, EmptyRule, EmptyRules } from './empty-policy.js';
export { MetricsError, type MetricsErrorCode } from './errors.js';
export type { DistanceFigure, Figure, Reason } from './figure.js';
export type { Shape, Spacing, Unit } from './geometry.js';
export { type HausdorffOptions, hausdorff } from './hausdorff.js';
export { toJson } from './json.js';
export {
  type LabelCaseResult,
  LabelMetrics,
  type LabelMetricsOptions,
  type LabelMetricsResult,
  type LabelRemark,
} from './label-metrics.js';
export type { LabelArray } from './labels.js';
export {
  type Lesion,
  type LesionCriterion,
  type LesionMetrics,
  type LesionMetricsOptions,
  lesionMetrics,
  type SizeUnit,
} from './lesion-metrics.js';
export { type MaskDistances, type MaskDistancesOptions, maskDistances } from './mask-distances.js';
export { accuracy, balancedAccuracy, kappa, type MatrixScoreOptions, mcc } from './matrix-scores.js';
export type { Connectivity } from './neighborhood.js';
export {
  type CaseFigure,
  type PaperCase,
  type PaperCaseResult,
  type PaperOptions,
  type PaperProtocol,
  paperCase,
} from './paper-case.js';
export {
  type PaperFigure,
  PaperMetrics,
  type PaperMetricsOptions,
  type PaperMetricsResult,
  type PaperRemark,
  paperMetrics,
} from './paper-metrics.js';
export type { Reduction, Score, ScoreOptions, ZeroDivision } from './reduction.js';
export { type ClassScoreName, type Scores, scores } from './scores.js';
export { type SummarizeOptions, type Summary, summarize } from './summarize.js';
export { type SurfaceDiceFigure, type SurfaceDiceOptions, surfaceDice } from './surface-dice.js';
