export { instantiateTrainKernels, type TrainKernels } from './train-kernels.js';
