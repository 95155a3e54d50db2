export { conv2dFilterGradient, conv2dFilterGradientScratch } from "./conv2d-filter-gradient";
export { depthwiseFilterGradient, depthwiseFilterGradientScratch } from "./depthwise-filter-gradient";
export { depthwiseInputGradient, depthwiseInputGradientScratch } from "./depthwise-input-gradient";
export { maxPoolGradient } from "./max-pool-gradient";
export { segmentSum } from "./segment-sum";
export { spreadPixels } from "./spread-pixels";
export { sumRows, sumRowsScratch } from "./sum-rows";
