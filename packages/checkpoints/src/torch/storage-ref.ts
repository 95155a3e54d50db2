import { CheckpointError } from '../errors.js';
import { invalid } from '../pickle/pickle-stack.js';
import type { PickleValue } from '../pickle/values.js';
import { quote, show } from '../quote.js';
import { isCount } from '../shape.js';
import { StorageRef, StorageType } from './values.js';

/**
 * The persistent id of a storage: `('storage', type, key, location, numel)`, in the legacy format followed by
 * `view_metadata`: None or `(key, offset, size)`. The location (a device) is of no interest.
 */
export function storageRef(id: PickleValue): StorageRef {
  if (!Array.isArray(id) || id[0] !== 'storage') {
    throw invalid(
      'refers to something outside that is no storage (a whole module, perhaps: save model.state_dict() instead)',
    );
  }
  const [, type, key, , length, view] = id;
  if (!(type instanceof StorageType) || typeof key !== 'string')
    throw invalid('has a storage without type or key');
  if (!isCount(length)) throw badLength(key, length);
  if (!Array.isArray(view)) return new StorageRef(type.dtype, key, length);
  const [, from, viewLength] = view;
  if (!isCount(from) || !isCount(viewLength)) throw badLength(key, viewLength);
  return new StorageRef(type.dtype, key, length, { from, length: viewLength });
}

function badLength(key: string, length: PickleValue): CheckpointError {
  return new CheckpointError(
    'invalid-storage',
    `Storage ${quote(key)} has the length ${show(length)}. Lengths are whole numbers from 0 up. The file is damaged.`,
  );
}
