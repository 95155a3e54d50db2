export { type AffectedShares, affectedShares } from './affected-shares.js';
export { type AxialView, axialView } from './axial-view.js';
export { greyPixels } from './grey-pixels.js';
export { type GreyRange, type GreyScale, type GreyScaleOptions, greyScale } from './grey-scale.js';
export { hasOwnGrid } from './has-own-grid.js';
export { networkSides } from './network-sides.js';
export { squarePixels } from './square-pixels.js';
export { ThinnedVolume } from './thinned-volume.js';
