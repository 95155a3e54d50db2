import { registerWebgpuTraining } from './register-webgpu-training.js';

export { registerWebgpuTraining };

registerWebgpuTraining();
