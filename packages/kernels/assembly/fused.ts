/** Kernels of whole steps of a network: what `@miniseg/ops` looks for beside tfjs's own kernels. */
export { adam } from "./adam";
export { add, addRow, runningSums } from "./add";
export { channelMoments } from "./channel-sums";
export { copyColumns } from "./copy-columns";
export { crossEntropy, scale } from "./cross-entropy";
export { fill } from "./fill";
export { gatedPointwise, gatedPointwiseGradient, gatedPointwiseScratch } from "./gated-pointwise";
export { overlapGradient, overlapSums } from "./overlap";
export {
  normalizeActivate,
  normalizeActivateGradient,
  normalizeActivateSums,
  preluGradient,
} from "./normalize-activate";
export { resizeBilinear, resizeBilinearScratch } from "./resize-bilinear";
export { resizeBilinearAdjoint } from "./resize-bilinear-adjoint";
