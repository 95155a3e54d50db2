/** Functions of `node:util` that Node 23 took out and tfjs-node 4.22 calls. */
import { createRequire } from 'node:module';

const REMOVED: Record<string, (value: unknown) => boolean> = {
  isArray: Array.isArray,
  isNullOrUndefined: (value) => value === null || value === undefined,
};

/** @returns What was put back, as a sentence; undefined where nothing is missing. */
export function restoreUtil(
  util: Record<string, unknown> = createRequire(import.meta.url)('node:util'),
): string | undefined {
  const missing = Object.keys(REMOVED).filter((name) => typeof util[name] !== 'function');
  for (const name of missing) util[name] = REMOVED[name];
  if (missing.length === 0) return undefined;
  return `util.${missing.join(' and util.')}, which this version of Node no longer has, were put back for it.`;
}
