import { register } from './register.js';

export { AHSP, type AHSPArgs, type AHSPVariant } from './ahsp.js';
export { AHSPError, type AHSPErrorCode } from './errors.js';
export { register };

register();
