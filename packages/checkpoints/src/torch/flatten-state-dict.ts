import { CheckpointError } from '../errors.js';
import type { PickleDict, PickleValue } from '../pickle/values.js';
import { quote } from '../quote.js';
import { dictLimit, dotted, keyName, listed, tooDeep } from './find-state-dict.js';
import { TensorRef } from './values.js';

/** Bounds what shared dicts can unfold to. */
const MAX_ENTRIES = 100_000;
const MAX_NAME = 1024;

/** Tensors below these are moments and schedules, not weights. */
const NO_WEIGHTS = /^((\w+_)?(optim(i[sz]ers?)?|schedulers?)(_states?)?(_dict)?|(grad_)?scaler|amp)$/i;

/**
 * The tensors of a state dict under their names; those of nested dicts are joined by dots.
 *
 * @throws {CheckpointError} `duplicate-name`, `limit-exceeded`, or `no-state-dict` when there is no tensor at all
 */
export function flattenStateDict(
  dict: PickleDict,
  path: readonly string[],
): { tensors: Map<string, TensorRef>; ignored: string[] } {
  const tensors = new Map<string, TensorRef>();
  const ignored: string[] = [];
  const visit = (value: PickleValue, names: readonly string[]) => {
    const name = dotted(names);
    if (name.length > MAX_NAME || tensors.size + ignored.length >= MAX_ENTRIES) {
      throw new CheckpointError(
        'limit-exceeded',
        `The file has more than ${MAX_ENTRIES} entries, or a name of more than ${MAX_NAME} characters. ` +
          'Save model.state_dict() alone.',
      );
    }
    if (value instanceof TensorRef) {
      if (tensors.has(name)) {
        throw new CheckpointError(
          'duplicate-name',
          `The file has two tensors ${quote(name)}, one of them in a nested dict. Give the path of the one to read.`,
        );
      }
      tensors.set(name, value);
    } else if (value instanceof Map && value.size > 0 && !NO_WEIGHTS.test(names[names.length - 1])) {
      if (names.length >= dictLimit) throw tooDeep();
      for (const [key, item] of value) visit(item, [...names, keyName(key)]);
    } else {
      ignored.push(dotted([...path, ...names]));
    }
  };
  for (const [key, item] of dict) visit(item, [keyName(key)]);
  if (tensors.size === 0) {
    throw new CheckpointError(
      'no-state-dict',
      `The file has no tensor ${path.length ? `at ${quote(dotted(path))}` : 'where weights are expected'}, but ` +
        `${listed(dict.keys())}. Save model.state_dict(), or give the path to it.`,
    );
  }
  return { tensors, ignored };
}
