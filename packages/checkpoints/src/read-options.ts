import { check, checkOptions } from './check-options.js';
import type { ReadCheckpointOptions } from './types.js';

/** @throws {CheckpointError} `invalid-argument` for an unknown name or a value of another type */
export function checkReadOptions(owner: string, options: ReadCheckpointOptions): void {
  const { path, stripPrefix } = checkOptions(owner, options, { path: 1, stripPrefix: 1, maxExtraBytes: 1 });
  const isPath = path === undefined || typeof path === 'string' || Array.isArray(path);
  check(isPath, 'path', path, 'it is a key, or an array of keys');
  check(
    stripPrefix === undefined || typeof stripPrefix === 'boolean',
    'stripPrefix',
    stripPrefix,
    'it is true or false',
  );
}
