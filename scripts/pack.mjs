/**
 * `npm run pack`: every package as npm would publish it, as a tarball in `tarballs/`, and the line that installs them
 * in a project of yours. `--out <folder>` puts them elsewhere.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { workspaceFolders } from './manifest-fields.mjs';
import { packageManager, run, setup } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';

/** The private packages are for tests. */
const PUBLISHED = ['--filter', './packages/*', '--filter', '!@miniseg/testkit'];

/**
 * Packs what is built.
 *
 * @param folder Emptied of tarballs first.
 * @returns The names of the tarballs.
 */
export function pack(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (file.endsWith('.tgz')) rmSync(path.join(folder, file));
  const args = ['--yes', packageManager, ...PUBLISHED, 'pack', '--pack-destination', folder];
  // It lists every file.
  run('npx', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .sort();
}

/** From nothing: what tsc left of files that are no more would be published, too. */
export function buildAnew() {
  for (const folder of workspaceFolders().filter((name) => name.startsWith('packages/'))) {
    rmSync(path.join(projectRoot, folder, 'dist'), { recursive: true, force: true });
  }
  process.env.TURBO_FORCE = 'true';
  setup();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: path.join(projectRoot, 'tarballs') } },
  });
  buildAnew();
  const folder = path.resolve(values.out);
  const tarballs = pack(folder);
  console.log(`\n${tarballs.length} packages are in ${folder}. In a folder of yours:\n`);
  console.log(`  npm install ${path.join(folder, '*.tgz')}\n`);
  console.log('A shell that expands no star (cmd, PowerShell) needs the names:\n');
  console.log(`  npm install ${tarballs.map((name) => path.join(folder, name)).join(' ')}`);
}
