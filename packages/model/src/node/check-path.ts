import { ModelError } from '../errors.js';

/** @throws {ModelError} for what is no path. */
export function checkPath(call: string, where: string): void {
  if (typeof where === 'string' && where !== '') return;
  throw new ModelError('file', `${call} takes the path of a folder or file; it got ${String(where)}.`);
}
