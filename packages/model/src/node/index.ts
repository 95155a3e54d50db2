/** Files in Node without tfjs-node: `tf.io` handlers for a folder, and models of any weight file. */
export { folder } from './folder.js';
export { loadModel } from './load-model.js';
export { writeFileAtomic } from './write-file-atomic.js';
