import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import type { PixelArray, Volume } from './volume.js';

/**
 * Refuses what has no typed array of values and no three sizes.
 *
 * @param call what the user called, for the message
 * @throws {FormatError} `invalid-argument`
 */
export function checkIsVolume(call: string, volume: Pick<Volume, 'data' | 'shape'>): void {
  const { data, shape } = (volume ?? {}) as Partial<Volume>;
  if (!isPixelArray(data) || !isVector(shape)) {
    throw new FormatError(
      'invalid-argument',
      `${call} takes a volume, { data, shape, ... } with a typed array and three sizes, and got ${described(volume)}.`,
    );
  }
}

/**
 * Refuses values and a shape that do not fit together.
 *
 * @param call what the user called, for the message
 * @throws {FormatError} `invalid-argument`, naming what does not fit
 */
export function checkVoxels(call: string, volume: Pick<Volume, 'data' | 'shape'>): void {
  checkIsVolume(call, volume);
  const { data, shape } = volume;
  const voxels = shape.reduce((product, size) => product * size, 1);
  if (shape.some((size) => !(Number.isInteger(size) && size > 0)) || voxels !== data.length) {
    throw new FormatError(
      'invalid-argument',
      `The volume's shape ${shape.join(' x ')} needs ${voxels} voxels, and it has ${data.length}.`,
    );
  }
}

/**
 * Refuses a volume that no file can hold: writers call it first.
 *
 * @throws {FormatError} `invalid-argument`, naming what does not fit
 */
export function checkVolume(call: string, volume: Volume): void {
  checkVoxels(call, volume);
  const { spacing, origin, direction } = volume;
  if (!isVector(spacing) || spacing.some((length) => !(length > 0 && Number.isFinite(length)))) {
    throw new FormatError(
      'invalid-argument',
      `The volume's spacing must be positive millimeters, not ${isVector(spacing) ? spacing.join(', ') : described(spacing)}.`,
    );
  }
  const vectors = [origin, ...(Array.isArray(direction) && direction.length === 3 ? direction : [undefined])];
  if (!vectors.every((vector) => isVector(vector) && vector.every(Number.isFinite))) {
    throw new FormatError('invalid-argument', "The volume's origin and direction must be finite numbers.");
  }
}

const KINDS = ['Uint8', 'Int8', 'Uint16', 'Int16', 'Uint32', 'Int32', 'Float32', 'Float64'];

export function isPixelArray(data: unknown): data is PixelArray {
  const kind = Object.prototype.toString.call(data).slice(8, -1);
  return KINDS.includes(kind.replace(/Array$/, '')) && kind.endsWith('Array');
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 3 && value.every((one) => typeof one === 'number');
}
