/** Checks that the blocks share. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from './check-options.js';
import { BlocksError } from './errors.js';

export function checkCount(value: number, what: string, least = 1): void {
  if (!Number.isInteger(value) || value < least) {
    throw new BlocksError(
      'invalid-argument',
      `${what} is ${value}; it must be a whole number of at least ${least}.`,
    );
  }
}

export function checkMaps(maps: readonly (SymbolicTensor | Tensor)[], what: string): void {
  const areMaps = Array.isArray(maps) && maps.length > 0 && maps.every((map) => Array.isArray(map?.shape));
  check(areMaps, what, maps, 'give what tf.input or the apply of a layer returns');
}

export function checkOneOf<T>(value: T, allowed: readonly T[], what: string): void {
  if (!allowed.includes(value)) {
    throw new BlocksError(
      'invalid-argument',
      `${what} is ${String(value)}; it must be one of ${allowed.join(', ')}.`,
    );
  }
}
