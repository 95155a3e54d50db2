/** Files in Node without tfjs-node: `tf.io` handlers for a folder, models of any weight file, a folder of downloads. */
export { folder } from './folder.js';
export { loadModel, modelOfWeightFiles } from './load-model.js';
export { readWeightFiles, type WeightFile } from './read-weight-files.js';
export { type WeightsFolder, weightsFolder } from './weights-folder.js';
