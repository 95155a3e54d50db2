import { registerWebglTraining } from './register-webgl-training.js';

export { registerWebglTraining };

registerWebglTraining();
