/** Vite's production build of a page, by its command as a user runs it. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { run } from './run.js';

const vite = path.dirname(createRequire(import.meta.url).resolve('vite/package.json'));

/** @param root The folder with the page. @param out Where the site goes; emptied first. */
export async function viteBuild(root: string, out: string): Promise<void> {
  await run(
    process.execPath,
    [path.join(vite, 'bin', 'vite.js'), 'build', '--outDir', out, '--emptyOutDir'],
    root,
  );
}
