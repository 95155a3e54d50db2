/** Files in Node without tfjs-node: `tf.io` handlers for a folder, and models of any weight file. */
export { folder } from './folder.js';
export { loadModel } from './load-model.js';
