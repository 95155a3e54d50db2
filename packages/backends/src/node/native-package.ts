/** The two packages that bring the native TensorFlow library to Node. */
export type NativePackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';
