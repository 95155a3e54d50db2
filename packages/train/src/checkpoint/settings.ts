/** What must be equal in a run and in the one that continues it. */
import { TrainError } from '../errors.js';
import type { Json } from '../types.js';

export interface Difference {
  path: string;
  saved: Json | undefined;
  given: Json | undefined;
}

/** Where two settings differ, leaf by leaf. */
function settingsDifferences(saved: Json | undefined, given: Json | undefined, path = ''): Difference[] {
  if (JSON.stringify(saved) === JSON.stringify(given)) return [];
  if (!isRecord(saved) || !isRecord(given)) return [{ path, saved, given }];
  const names = [...new Set([...Object.keys(saved), ...Object.keys(given)])];
  return names.flatMap((name) =>
    settingsDifferences(saved[name], given[name], path === '' ? name : `${path}.${name}`),
  );
}

/**
 * @param allowed paths that may differ, with everything below them
 * @throws {TrainError} `mismatch` that names every difference
 */
export function checkSameSettings(saved: Json, given: Json, allowed: readonly string[], name: string): void {
  const differences = settingsDifferences(saved, given).filter(
    ({ path }) => !allowed.some((other) => path === other || path.startsWith(`${other}.`)),
  );
  if (differences.length === 0) return;
  const lines = differences.map(
    ({ path, saved, given }) => `${path} was ${JSON.stringify(saved)}, is ${JSON.stringify(given)}`,
  );
  throw new TrainError(
    'mismatch',
    `The checkpoint ${name} is of another run: ${lines.join('; ')}. Give the settings of that run, name in allowChanges ` +
      'what may differ, or use an empty storage.',
  );
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
