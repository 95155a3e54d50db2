/** A device that was lost, or that ran out of memory, says so by events: programs then compute nothing, without a word. */
import { BackendError } from '../errors.js';
import type { Device } from './backend.js';

/** @returns a function that throws once the device is of no use. */
export function watch(device: Device): () => void {
  let failure: BackendError | undefined;
  let lost = false;
  void device.lost.then(({ message, reason }) => {
    lost = true;
    failure = new BackendError(
      'failed',
      `The WebGPU device is lost (${message || reason || 'the driver was reset'}).`,
      {
        cure:
          'All its tensors are gone: reload the page or start the program again, and continue from the last checkpoint; ' +
          'with smaller batches if the device was out of memory.',
      },
    );
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    if (failure || !/memory/i.test(`${error.constructor.name} ${error.message}`)) return;
    failure = new BackendError('failed', `The WebGPU device is out of memory (${error.message}).`, {
      cure: 'Use smaller batches, smaller images or crops, and continue from the last checkpoint.',
    });
  });
  return () => {
    const error = failure;
    // A smaller batch may fit.
    if (!lost) failure = undefined;
    if (error) throw error;
  };
}
