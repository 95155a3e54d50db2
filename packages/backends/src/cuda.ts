/** What tfjs-node-gpu needs: it is made for TensorFlow 2.9. */
export const CUDA = 'an NVIDIA driver, CUDA 11.2 and cuDNN 8.1, on Linux or Windows with an x64 processor';
