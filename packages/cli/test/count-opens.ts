/** How often files are opened while something runs in this process, by whatever function of `node:fs`. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const OPENING = {
  sync: ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream', 'copyFile', 'copyFileSync'],
  promised: ['open', 'readFile', 'copyFile'],
} as const;

type Opens = Record<string, (file: unknown, ...more: unknown[]) => unknown>;

/** @returns What the work gives, and the number of opens for each name of a file in the folder. */
export async function countOpens<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<{ result: Result; opens: Record<string, number> }> {
  const opens: Record<string, number> = {};
  const originals: (() => void)[] = [];
  const count = (owner: Opens, names: readonly string[]) => {
    for (const name of names) {
      const original = owner[name];
      originals.push(() => {
        owner[name] = original;
      });
      owner[name] = (file, ...more) => {
        const text = String(file);
        if (path.dirname(text) === folder) opens[path.basename(text)] = (opens[path.basename(text)] ?? 0) + 1;
        return original.call(owner, file, ...more);
      };
    }
  };
  count(fs as unknown as Opens, OPENING.sync);
  count(fs.promises as unknown as Opens, OPENING.promised);
  syncBuiltinESMExports();
  try {
    return { result: await work(), opens };
  } finally {
    for (const restore of originals) restore();
    syncBuiltinESMExports();
  }
}
