/** One case in a Node process of its own: asked by an argument, answered as a line on file descriptor 3. */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CASES } from './cases.mjs';
import { hardwareOf } from './hardware.mjs';

const ask = JSON.parse(process.argv[2]);

/** The npm package `webgpu`, or its library beside this file. */
async function provideWebgpu() {
  const beside = new URL('dawn.node', import.meta.url);
  const name = 'webgpu';
  const { create, globals } = existsSync(beside)
    ? createRequire(import.meta.url)(beside.pathname)
    : await import(name);
  Object.assign(globalThis, globals);
  const gpu = create([]);
  if (!globalThis.navigator)
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
}

/** Of this thread alone where the system tells; the device's threads compute, too, in software. */
function scriptTime() {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : performance.now();
}

const errors = [];
const host = {
  scriptTime,
  hardware: hardwareOf,
  onnxruntime: () => Promise.reject(new Error('onnxruntime-web runs in a page')),
};
try {
  if (ask.backend === 'webgpu') {
    await provideWebgpu();
    const { requestDevice } = globalThis.GPUAdapter.prototype;
    globalThis.GPUAdapter.prototype.requestDevice = async function (...given) {
      const device = await requestDevice.apply(this, given);
      device.addEventListener('uncapturederror', ({ error }) => errors.push(String(error.message)));
      return device;
    };
  }
  const result = await CASES[ask.case](ask, host);
  // Errors of the device come by events.
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (errors.length > 0) throw new Error(`The device says: ${errors[0].slice(0, 400)}`);
  writeSync(3, `${JSON.stringify({ result })}\n`);
} catch (error) {
  writeSync(3, `${JSON.stringify({ error: String(error?.message ?? error) })}\n`);
}
// Work that nobody waits for would be finished first, which in software takes minutes.
process.kill(process.pid, 'SIGKILL');
