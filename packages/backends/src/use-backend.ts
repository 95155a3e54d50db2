/** Selects a backend by name, the simple form: no search, no checks, no report. */

import { type BackendName, checkBackendName } from './backend-name.js';
import { check, checkOptions } from './check-options.js';
import { BackendError } from './errors.js';
import { START_OPTIONS, type StartOptions, startBackend } from './start-backend.js';

/**
 * @param names One backend, or several in the order of preference: the first that starts is taken.
 * @returns The one that was taken.
 * @throws {BackendError} that says for each name why it could not be had.
 * @example
 * await useBackend(['webgl', 'wasm', 'cpu']);
 */
export async function useBackend(
  names: BackendName | readonly BackendName[],
  options: StartOptions = {},
): Promise<BackendName> {
  checkOptions('useBackend', options, START_OPTIONS);
  check(
    typeof names === 'string' || Array.isArray(names),
    'The backend',
    names,
    "give a name such as 'wasm', or several",
  );
  const wanted = typeof names === 'string' ? [names] : names;
  const failures: BackendError[] = [];
  for (const name of wanted) {
    try {
      await startBackend(checkBackendName(name), options);
      return name;
    } catch (error) {
      if (!BackendError.isInstance(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  throw new BackendError(
    'failed',
    `None of ${wanted.join(', ')} could be used. ${failures.map(({ message }) => message).join(' ')}`,
  );
}
