import { register } from './optimizers/register.js';

export {
  type CheckpointState,
  decodeCheckpoint,
  type Tensor32,
  type TrainingCheckpoint,
} from './checkpoint/checkpoint-file.js';
export { memoryStorage } from './checkpoint/memory-storage.js';
export { restoreWeights } from './checkpoint/restore-weights.js';
export { passes } from './data/passes.js';
export { type ReferencePassesOptions, referencePasses } from './data/reference-passes.js';
export { type Diagnosis, TrainError, type TrainErrorCode } from './errors.js';
export {
  type EvaluateOptions,
  type EvaluationDetails,
  evaluate,
  evaluator,
} from './evaluate/evaluate.js';
export { AdamOptimizer, type AdamOptions, AdamWOptimizer, adam, adamW } from './optimizers/adam.js';
export {
  NamedOptimizer,
  type OptimizerSnapshot,
  type OptimizerState,
  type Update,
} from './optimizers/named-optimizer.js';
export { SgdOptimizer, type SgdOptions, sgd } from './optimizers/sgd.js';
export { chain } from './schedules/chain.js';
export { constant } from './schedules/constant.js';
export { cosine } from './schedules/cosine.js';
export { poly } from './schedules/poly.js';
export { schedule } from './schedules/schedule.js';
export { type StepDecayOptions, stepDecay } from './schedules/step-decay.js';
export { warmup } from './schedules/warmup.js';
export { modelGradients } from './trainer/model-gradients.js';
export { Trainer } from './trainer/trainer.js';
export type * from './types.js';
export { register };

register();
