import { register } from './register.js';

export { AHSP, type AHSPArgs, type AHSPVariant } from './ahsp.js';
export { AHSPError } from './errors.js';
export { register };

register();
