/** Images that are too large for the backend: an error that says so, before or instead of a crash. */
import { getBackend, memory } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainError } from '../errors.js';
import { activationBytes } from './activation-bytes.js';
import { addressableBytes } from './backend-facts.js';

const MEMORY_ERROR = /memory|alloc|OOM|texture size|array length|array buffer/i;

/**
 * @param shape of the images
 * @throws {TrainError} `memory` where the layers' outputs alone cannot fit
 */
export function checkMemory(model: LayersModel, shape: readonly number[]): void {
  const most = addressableBytes(getBackend());
  if (most === undefined) return;
  const least = estimate(model, shape);
  if (least !== undefined && least > most) {
    throw new TrainError(
      'memory',
      `${tooLarge(shape)} The backend ${getBackend()} addresses ${most / 2 ** 30} GB. ${atLeast(least)} ${CURE}`,
    );
  }
}

/** An error of a step as the one to throw: a TrainError `memory` where it tells of memory, else itself. */
export function memoryError(error: unknown, model: LayersModel, shape: readonly number[]): unknown {
  if (TrainError.isInstance(error) || !(error instanceof Error) || !MEMORY_ERROR.test(error.message))
    return error;
  const least = estimate(model, shape);
  return new TrainError(
    'memory',
    `${tooLarge(shape)} The backend ${getBackend()} says: ${error.message}. ${least === undefined ? '' : `${atLeast(least)} `}` +
      `${gigabytes(memory().numBytes)} were in use afterwards. ${CURE}`,
    { cause: error },
  );
}

const CURE = 'Use smaller batches with accumulate, smaller images or crops, or another backend.';

function tooLarge([samples, height, width]: readonly number[]): string {
  return `A training step on ${samples} images of ${height} x ${width} pixels does not fit into memory.`;
}

function atLeast(bytes: number): string {
  return `The outputs of the layers alone take ${gigabytes(bytes)}.`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Undefined for models that do not tell the shapes of their layers. */
function estimate(model: LayersModel, shape: readonly number[]): number | undefined {
  try {
    return activationBytes(model, shape);
  } catch {
    return undefined;
  }
}
