/** Label maps in other numbers, for example the classes of a public data set joined to one. */

import type { PixelArray } from '@miniseg/formats/volume';
import { check } from '../check-options.js';
import { checkPixels } from '../check-values.js';
import { DataError } from '../errors.js';

/**
 * Ground glass (1) and consolidation (2) of the original CT100 masks as infection, effusion (3) as background. Use
 * `{ ...CT100_TO_INFECTION, 3: 1 }` to count effusion in.
 */
export const CT100_TO_INFECTION: Readonly<Record<number, number>> = { 0: 0, 1: 1, 2: 1, 3: 0 };

/**
 * @param map new label for each old one, 0..255
 * @param others what to do with labels that the map does not name: 'error' (default), 'keep', or a label for all
 * @throws {DataError} `invalid-argument` for a label that is neither named nor allowed, or that fits no byte
 *
 * @example
 * remapLabels(volume.data, { 0: 0, 1: 1, 2: 1, 3: 0 });
 * remapLabels(volume.data, { 7: 1 }, 0); // label 7 against everything else
 */
export function remapLabels(
  labels: PixelArray,
  map: Readonly<Record<number, number>>,
  others: 'error' | 'keep' | number = 'error',
): Uint8Array {
  checkPixels(labels, 'The labels');
  check(
    typeof map === 'object' && map && !Array.isArray(map),
    'The map',
    map,
    'it is an object from stored labels to labels',
  );
  const isRule = others === 'error' || others === 'keep' || typeof others === 'number';
  check(isRule, 'others', others, "it is 'error', 'keep', or a label for all that the map does not name");
  const table = new Map(Object.entries(map).map(([from, to]) => [Number(from), to]));
  const result = new Uint8Array(labels.length);
  for (let i = 0; i < result.length; i++) {
    const label = labels[i];
    const mapped = table.get(label) ?? (others === 'keep' ? label : others);
    if (mapped === 'error') {
      const known = [...table.keys()].join(', ');
      throw new DataError(
        'invalid-argument',
        `label ${label} at voxel ${i} is not in the map (${known}); add it, or say what becomes of other labels.`,
      );
    }
    if (!Number.isInteger(mapped) || mapped < 0 || mapped > 255) {
      throw new DataError(
        'invalid-argument',
        `label ${label} becomes ${mapped}; labels are integers from 0 to 255.`,
      );
    }
    result[i] = mapped;
  }
  return result;
}
