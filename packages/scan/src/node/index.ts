/** Inputs from the disk. */
export { collectInputs } from './collect-inputs.js';
export type { CollectedInputs } from './collected-inputs.js';
export { fileSource } from './file-source.js';
