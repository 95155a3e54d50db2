/** The worker's side: answers requests for samples. */

import { FormatError } from '@miniseg/formats/volume';
import { check } from '../check-options.js';
import { checkFunction } from '../check-values.js';
import { DataError } from '../errors.js';
import type { LoadSample } from './sample-keys.js';
import { listen, type MessageEnd, type SampleReply, type SampleRequest } from './worker-protocol.js';

/**
 * Call once in a worker script, with the port to the main thread and the function that loads (and augments) a sample.
 *
 * @example
 * // worker.js, Node: import { parentPort } from 'node:worker_threads'; in a page: `self` instead of `parentPort`
 * serveSamples(parentPort, withAugmentation(load, augment));
 */
export function serveSamples(port: MessageEnd, load: LoadSample): void {
  check(
    typeof port?.postMessage === 'function' && ['undefined', 'function'].includes(typeof port.on),
    'The port',
    port,
    'it is parentPort in Node, self in a page',
  );
  checkFunction(load, 'load', 'it is a function that gives a sample');
  listen(port, async (message) => {
    const { id, keys } = message as SampleRequest;
    const { reply, transfer } = await answer(id, keys, load);
    port.postMessage(reply, transfer);
  });
}

async function answer(
  id: number,
  keys: SampleRequest['keys'],
  load: LoadSample,
): Promise<{ reply: SampleReply; transfer: ArrayBuffer[] }> {
  try {
    const { width, height, channels, image, mask } = await load(keys);
    // Views of larger buffers are copied, so that nothing else is sent along with them.
    const own = <T extends Float32Array | Uint8Array>(data: T) =>
      (data.byteLength === data.buffer.byteLength ? data : data.slice()) as T;
    const sent = { image: own(image), ...(mask ? { mask: own(mask) } : {}) };
    const transfer = [sent.image.buffer, ...(sent.mask ? [sent.mask.buffer] : [])] as ArrayBuffer[];
    return { reply: { id, sample: { width, height, channels, ...sent } }, transfer };
  } catch (error) {
    const code = DataError.isInstance(error) || FormatError.isInstance(error) ? { code: error.code } : {};
    return { reply: { id, error: { message: (error as Error).message, ...code } }, transfer: [] };
  }
}
