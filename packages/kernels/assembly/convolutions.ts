export { clampGradient, hardSwishGradient } from "./clamp-gradient";
export {
  conv2d, conv2dScratch, packGroupPanels, packPanels, packTurnedGroupPanels, packTurnedPanels, panelsLength,
} from "./conv2d";
export { conv2dFilterGradient, conv2dFilterGradientScratch } from "./conv2d-filter-gradient";
export { depthwiseConv2d, depthwiseConv2dScratch } from "./depthwise-conv2d";
export { depthwiseFilterGradient, depthwiseFilterGradientScratch } from "./depthwise-filter-gradient";
export { depthwiseInputGradient, depthwiseInputGradientScratch } from "./depthwise-input-gradient";
export { convolveTaps, convolveTapsScratch } from "./convolve-taps";
export { filterGradientTaps, filterGradientTapsScratch } from "./filter-gradient-taps";
export { maxPool, placeTaps } from "./max-pool";
export { maxPoolGradient } from "./max-pool-gradient";
export { segmentSum } from "./segment-sum";
export { spreadPixels } from "./spread-pixels";
export { sumRows, sumRowsScratch } from "./sum-rows";
