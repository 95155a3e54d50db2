import { CheckpointError } from '../errors.js';
import type { PickleDict, PickleValue } from '../pickle/values.js';
import { quote, show } from '../quote.js';
import { TensorRef } from './values.js';

/** Keys under which training scripts keep the weights, beside epoch, optimizer and so on. */
const WRAPPERS = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'module',
  'net',
  'network',
  'weights',
  'params',
];

/**
 * The dict that holds the weights: where `path` leads, or down the usual wrapper keys for as long as there are any.
 *
 * @throws {CheckpointError} `no-state-dict` or `ambiguous-state-dict`
 */
export function findStateDict(
  root: PickleValue,
  path: readonly string[] | undefined,
): { dict: PickleDict; path: string[]; siblings: string[] } {
  let dict = asDict(root, []);
  const walked: string[] = [];
  const siblings: string[] = [];
  for (;;) {
    const key = path ? path[walked.length] : wrapperKey(dict, walked);
    if (key === undefined) return { dict, path: walked, siblings };
    for (const other of dict.keys()) if (other !== key) siblings.push(dotted([...walked, keyName(other)]));
    const next = entry(dict, key);
    walked.push(key);
    if (next === undefined) {
      throw new CheckpointError(
        'no-state-dict',
        `The file has nothing at ${quote(dotted(walked))}. There it has the keys ${listed(dict.keys())}. ` +
          'Give a path that leads to the weights.',
      );
    }
    dict = asDict(next, walked);
    if (walked.length > dictLimit) throw tooDeep();
  }
}

/** A file cannot nest deeper than this before it is taken for hostile: real ones have one or two levels. */
export const dictLimit = 16;

export function tooDeep(): CheckpointError {
  return new CheckpointError(
    'limit-exceeded',
    `The file nests its dicts more than ${dictLimit} levels deep. Save model.state_dict() alone.`,
  );
}

/** A key as part of a name. State dicts have text, optimizers also numbers. */
export function keyName(key: PickleValue): string {
  return typeof key === 'string' ? key : show(key);
}

export function dotted(path: readonly string[]): string {
  return path.join('.');
}

/** The first names of a dict, for messages. */
export function listed(keys: Iterable<PickleValue>): string {
  const names: string[] = [];
  for (const key of keys) {
    if (names.length === 8) return `${names.join(', ')}, ...`;
    names.push(quote(keyName(key)));
  }
  return names.join(', ') || '(none)';
}

function wrapperKey(dict: PickleDict, walked: readonly string[]): string | undefined {
  const found = WRAPPERS.filter((key) => {
    const value = dict.get(key);
    return value instanceof Map && holdsTensor(value);
  });
  if (found.length > 1) {
    const paths = found.map((key) => quote(dotted([...walked, key])));
    throw new CheckpointError(
      'ambiguous-state-dict',
      `The file has weights at ${paths.join(' and at ')}. Say which by the option path.`,
    );
  }
  return found[0];
}

/** Looks at every value once, whatever shares or contains it. */
function holdsTensor(value: PickleDict): boolean {
  const seen = new Set<PickleDict>([value]);
  for (const dict of seen) {
    for (const item of dict.values()) {
      if (item instanceof TensorRef) return true;
      if (item instanceof Map) seen.add(item);
    }
  }
  return false;
}

/** Keys of a path are text, those of a dict may be numbers. */
function entry(dict: PickleDict, key: string): PickleValue | undefined {
  const value = dict.get(key);
  return value === undefined && /^\d+$/.test(key) ? dict.get(Number(key)) : value;
}

function asDict(value: PickleValue, path: readonly string[]): PickleDict {
  if (value instanceof Map) return value;
  const where = path.length ? `at ${quote(dotted(path))}` : 'at its top';
  const what = value instanceof TensorRef ? 'a single tensor' : 'no dict';
  throw new CheckpointError(
    'no-state-dict',
    `The file has ${what} ${where}, where a dict of tensors is needed. Save model.state_dict(), or give its path.`,
  );
}
