/** A graphics card that is lost in the middle of a run: by its driver, by the system, by a browser that wants it for others. */
import { backend, getBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainError } from '../errors.js';
import { memoryError } from './memory-guard.js';

/** Milliseconds: a loss is told after the failures that it causes. */
const MOST_DELAY = 1000;

interface Device {
  device?: { lost: Promise<{ message: string }> };
  gpgpu?: { gl?: { isContextLost?(): boolean } };
}

/** What is known of the loss; undefined where the device is there. */
async function lossOfDevice(): Promise<string | undefined> {
  const { device, gpgpu } = backend() as unknown as Device;
  if (gpgpu?.gl?.isContextLost?.()) return 'its WebGL context is gone';
  if (!device?.lost) return undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), MOST_DELAY);
  });
  const lost = device.lost.then(({ message }) => message.replace(/\.$/, '') || 'its driver was reset');
  return Promise.race([lost, late]).finally(() => clearTimeout(timer));
}

/** An error of a step as the one to throw: a TrainError `device` or `memory` where it is one of these, else itself. */
export async function stepError(
  error: unknown,
  model: LayersModel,
  shape: readonly number[],
): Promise<unknown> {
  if (TrainError.isInstance(error)) return error;
  const loss = await lossOfDevice();
  if (loss === undefined) return memoryError(error, model, shape);
  return new TrainError(
    'device',
    `The graphics card of the backend ${getBackend()} was lost during a training step (${loss}), and with it everything ` +
      'that was not saved. Start the program again, or reload the page, and run on from the newest checkpoint; with ' +
      'smaller batches where the card was short of memory.',
    { cause: error },
  );
}
