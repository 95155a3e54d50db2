export { enableRelaxedSimd } from './enable-relaxed-simd.js';
