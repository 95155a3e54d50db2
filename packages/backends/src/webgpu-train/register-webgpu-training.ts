/** Makes tfjs' webgpu backend train by few, wide programs, and its casts right. */
import '@tensorflow/tfjs-backend-webgpu';
import { repairCastToFloat } from '../fixes/cast-to-float.js';
import { registerGpuTraining } from '../gpu-train/register.js';
import { webgpuOf } from './device.js';

/**
 * Idempotent; the import of this module calls it.
 *
 * @returns whether anything was registered that was not there
 * @example
 * import '@miniseg/backends/webgpu-train';
 * await tf.setBackend('webgpu');
 * await model.fit(x, y);
 */
export function registerWebgpuTraining(): boolean {
  repairCastToFloat('webgpu');
  return registerGpuTraining('webgpu', webgpuOf);
}
