export { type BackendOptions, backendsHere, describeOnBackends, useBackend } from './backends.js';
export {
  type BlockGoldenOptions,
  expectBlockGolden,
  type GoldenKeys,
  type GoldenLayout,
} from './block-golden.js';
export { expectClose, type Tolerance } from './expect-close.js';
export { Golden, type GoldenTensor } from './golden.js';
export { type LayerContract, layerContract } from './layer-contract.js';
export { expectNoLeak } from './leaks.js';
export { expectNumericGradient, type NumericGradientOptions } from './numeric-gradient.js';
export { type ReadmeExample, readmeExamples, runReadmeExample } from './readme-examples.js';
export { readShared, SHARED_HINT, sharedAvailable } from './shared.js';
