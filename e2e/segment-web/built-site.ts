/** The example's build, made when it is older than what it is made of. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/run.js';

const example = fileURLToPath(new URL('../../examples/segment-web', import.meta.url));
const require = createRequire(path.join(example, 'package.json'));
const vite = path.join(path.dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
const packages = fileURLToPath(new URL('../../packages', import.meta.url));

/** @returns The folder of the site, or with `file` that of the page that is one file. */
export async function builtSite(kind: 'site' | 'file'): Promise<string> {
  const folder = path.join(example, kind === 'site' ? 'dist' : 'dist-file');
  const page = path.join(folder, 'index.html');
  const sources = [
    ...['src', 'build', 'public'].map((name) => path.join(example, name)),
    ...readdirSync(packages).map((name) => path.join(packages, name, 'dist')),
  ].filter((name) => existsSync(name));
  const newest = Math.max(
    statSync(path.join(example, 'vite.config.ts')).mtimeMs,
    statSync(path.join(example, 'index.html')).mtimeMs,
    ...sources.map(newestIn),
  );
  if (!existsSync(page) || statSync(page).mtimeMs < newest) {
    const mode = kind === 'file' ? ['--mode', 'file'] : [];
    await run(process.execPath, [vite, 'build', ...mode], example);
  }
  return folder;
}

function newestIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Math.max(0, ...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
}
