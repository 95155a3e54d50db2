/** The files of weights in Node, without tfjs: what a model is made of, and a folder of downloads. */
export { readWeightFiles, type WeightFile } from '../node/read-weight-files.js';
export { type WeightsFolder, weightsFolder } from '../node/weights-folder.js';
