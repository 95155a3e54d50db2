/** Kernels of whole steps of a network: what `@miniseg/ops` looks for beside tfjs's own kernels. */
export { add } from "./add";
export { channelMoments } from "./channel-sums";
export { copyColumns } from "./copy-columns";
export { crossEntropy, scale } from "./cross-entropy";
export { gatedPointwise, gatedPointwiseGradient, gatedPointwiseScratch } from "./gated-pointwise";
export {
  normalizeActivate,
  normalizeActivateGradient,
  normalizeActivateSums,
  preluGradient,
} from "./normalize-activate";
export { resizeBilinearAdjoint } from "./resize-bilinear-adjoint";
