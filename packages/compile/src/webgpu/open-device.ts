/** The device: that of tfjs's webgpu backend where this is set, else one of our own, which all predictors share. */
import { backend, engine as tfjs } from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';
import type { GpuAdapter, GpuDevice } from './api.js';

export interface OpenDevice {
  readonly device: GpuDevice;
  /** @throws {CompileError} when the device is lost: it computes nothing and says nothing. */
  check(): void;
  /** Resolves when `check` would know of a loss that has just made something else fail. */
  settle(): Promise<void>;
  /** Of our own: ends it when nobody uses it any more. */
  close(): void;
}

/** A loss is told after the failures that it causes: when the device has left its work, at most so much later (ms). */
const MOST_DELAY = 5000;

const LIMITS = ['maxStorageBufferBindingSize', 'maxBufferSize'];

let own: { device: Promise<GpuDevice>; users: number } | undefined;

/** @throws {CompileError} ('device') where there is no WebGPU. */
export async function openDevice(): Promise<OpenDevice> {
  if (tfjs().backendName === 'webgpu') {
    return watched((backend() as unknown as { device: GpuDevice }).device, () => {});
  }
  own ??= { device: requestDevice(), users: 0 };
  const shared = own;
  shared.users++;
  const leave = (device?: GpuDevice) => {
    shared.users--;
    if (shared.users > 0) return;
    if (own === shared) own = undefined;
    device?.destroy();
  };
  try {
    const device = await shared.device;
    // The next predictor gets a new one.
    device.lost.then(() => {
      if (own === shared) own = undefined;
    });
    let open = true;
    return watched(device, () => {
      if (open) leave(device);
      open = false;
    });
  } catch (error) {
    leave();
    throw error;
  }
}

async function requestDevice(): Promise<GpuDevice> {
  const { navigator } = globalThis as {
    navigator?: { gpu?: { requestAdapter(options: object): Promise<GpuAdapter | null> } };
  };
  const adapter = await navigator?.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter) {
    const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
    return adapter.requestDevice({ requiredLimits });
  }
  throw new CompileError(
    'device',
    `target 'webgpu' needs WebGPU, and here is ${navigator?.gpu ? 'no adapter of it: a graphics driver is missing, or switched off' : 'none'}. ` +
      'In Node install the package webgpu and call await provideWebgpu() of @miniseg/backends/node first; in a page use a ' +
      'browser with WebGPU, over https; or use another target.',
  );
}

function watched(device: GpuDevice, close: () => void): OpenDevice {
  let reason: string | undefined;
  const lost = device.lost.then(({ message }) => {
    reason = message || 'the driver was reset';
  });
  return {
    device,
    check() {
      if (reason === undefined) return;
      throw new CompileError(
        'device',
        `The WebGPU device is lost (${reason}), with all that was on it. Compile the model again; where tfjs's webgpu ` +
          "backend had the device, first call tf.removeBackend('webgpu'), register and set a backend again and load the " +
          'model again; or reload the page.',
      );
    },
    settle: () => Promise.race([lost, new Promise<void>((resolve) => setTimeout(resolve, MOST_DELAY))]),
    close,
  };
}
