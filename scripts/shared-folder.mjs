/**
 * Where tests and examples find the real CT data and the golden values: `../shared` beside the project, or the
 * folder that MINISEG_SHARED names. Returns undefined when it is absent.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export function sharedFolder() {
  const folder = process.env.MINISEG_SHARED
    ? path.resolve(process.env.MINISEG_SHARED)
    : path.join(projectRoot, '..', 'shared');
  return existsSync(path.join(folder, 'golden')) || existsSync(path.join(folder, 'data'))
    ? folder
    : undefined;
}
