/** Inputs from the disk. */
export { type CollectInputsOptions, collectInputs } from './collect-inputs.js';
export type { CollectedInputs } from './collected-inputs.js';
export { fileSource } from './file-source.js';
