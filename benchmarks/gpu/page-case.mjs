/** One case in a page: called by the driver. */
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-wasm';
import { CASES } from './cases.mjs';
import { hardwareOf } from './hardware.mjs';

globalThis.runCase = async (ask) => {
  const errors = [];
  const { GPUAdapter } = globalThis;
  if (GPUAdapter) {
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      const device = await requestDevice.apply(this, given);
      device.addEventListener('uncapturederror', ({ error }) => errors.push(String(error.message)));
      return device;
    };
  }
  const host = {
    // A page cannot ask for its processor time: this is the clock's.
    scriptTime: () => performance.now(),
    hardware: hardwareOf,
    onnxruntime: () => import(/* @vite-ignore */ new URL('ort/ort.webgpu.min.mjs', location.href).href),
  };
  const result = await CASES[ask.case](ask, host);
  if (errors.length > 0) throw new Error(`The device says: ${errors[0].slice(0, 400)}`);
  return result;
};
