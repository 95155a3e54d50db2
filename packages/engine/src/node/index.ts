export { enableRelaxedSimd } from './enable-relaxed-simd.js';
export { type EnableWideOptions, enableWideVectors, type WideVectorsReport } from './enable-wide-vectors.js';
