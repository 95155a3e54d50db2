/** The example's build, made when it is older than what it is made of; by one process, for which the others wait. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../support/run.js';

const example = fileURLToPath(new URL('../../apps/segment-web', import.meta.url));
const require = createRequire(path.join(example, 'package.json'));
const vite = path.join(path.dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
const packages = fileURLToPath(new URL('../../packages', import.meta.url));
/** A folder, which exactly one process can make. */
const lock = path.join(example, 'node_modules', '.e2e-build');
/** Milliseconds after which whoever holds the lock was ended before it could give it back. */
const ABANDONED = 300_000;

/** @returns The folder of the site, or with `file` that of the page that is one file. */
export async function builtSite(kind: 'site' | 'file'): Promise<string> {
  const folder = path.join(example, kind === 'site' ? 'dist' : 'dist-file');
  while (!(await locked())) await wait(500);
  try {
    if (isOld(path.join(folder, 'index.html'))) {
      const mode = kind === 'file' ? ['--mode', 'file'] : [];
      await run(process.execPath, [vite, 'build', ...mode], example);
    }
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
  return folder;
}

async function locked(): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > ABANDONED) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

function isOld(page: string): boolean {
  if (!existsSync(page)) return true;
  const sources = [
    ...['src', 'build', 'public', 'index.html', 'vite.config.ts'].map((name) => path.join(example, name)),
    ...readdirSync(packages).map((name) => path.join(packages, name, 'dist')),
  ];
  return Math.max(...sources.filter((name) => existsSync(name)).map(newestIn)) > statSync(page).mtimeMs;
}

function newestIn(place: string): number {
  const own = statSync(place);
  if (!own.isDirectory()) return own.mtimeMs;
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Math.max(0, ...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
}
