/** Makes tfjs' webgl backend train by few programs. */
import '@tensorflow/tfjs-backend-webgl';
import { env } from '@tensorflow/tfjs-core';
import { registerGpuTraining } from '../gpu-train/register.js';
import { webglOf } from './device.js';

/**
 * Idempotent; the import of this module calls it. It does nothing where there is no WebGL 2 with float32 textures: those
 * devices compute with tfjs's own kernels.
 *
 * @returns whether anything was registered that was not there
 * @example
 * import '@miniseg/backends/webgl-train';
 * await tf.setBackend('webgl');
 * await model.fit(x, y);
 */
export function registerWebglTraining(): boolean {
  return canRun() && registerGpuTraining('webgl', webglOf);
}

function canRun(): boolean {
  try {
    return env().getNumber('WEBGL_VERSION') === 2 && env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
  } catch {
    // The backend registers its flags only where there is WebGL.
    return false;
  }
}
