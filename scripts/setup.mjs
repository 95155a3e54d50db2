/**
 * Installs and builds what is not installed or built yet, on a machine that has only Node and npm. Run again, it
 * costs a second.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeFits, tooOld } from '../packages/cli/bin/node-version.js';
import { projectRoot } from './shared-folder.mjs';
import { shellFor } from './shell.mjs';

const stamps = path.join(projectRoot, 'node_modules', '.cache', 'miniseg');
export const { packageManager, engines } = JSON.parse(
  readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
);

/** Runs a program of the project in its root; throws when it fails. */
export function run(command, args, options = {}) {
  // Inside `npx -p <package> ...` npm leaves this behind, and an npx of ours would take it for its own.
  const { npm_config_package, ...environment } = process.env;
  const [words, shell] = shellFor(command, args);
  const { status, error } = spawnSync(command, words, {
    cwd: projectRoot,
    stdio: 'inherit',
    ...shell,
    ...options,
    env: { ...environment, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...options.env },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${status}`);
}

/** pnpm in the version that package.json pins, without installing it for the whole machine. */
export const pnpm = (...args) => run('npx', ['--yes', packageManager, ...args]);

/** Every file below `folder` for which `wanted` holds, sorted. */
function files(folder, wanted) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(wanted)
    .sort();
}

function fingerprint(list) {
  const hash = createHash('sha256').update(process.version);
  for (const file of list) hash.update(path.relative(projectRoot, file)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Does `work` unless it was done for the same files already. */
function once(name, list, work) {
  const stamp = path.join(stamps, name);
  const now = fingerprint(list);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, now);
}

export function setup() {
  if (!nodeFits(process.versions.node, engines.node))
    throw new Error(tooOld(process.versions.node, engines.node));
  const rootFiles = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'tsconfig.base.json'].map(
    (file) => path.join(projectRoot, file),
  );
  const workspaces = ['packages', 'apps', 'examples', 'benchmarks'].map((folder) =>
    path.join(projectRoot, folder),
  );
  const manifests = workspaces.flatMap((folder) =>
    files(folder, (file) => path.basename(file) === 'package.json'),
  );
  once('install', [...rootFiles, ...manifests], () => pnpm('install'));
  const packages = path.join(projectRoot, 'packages');
  const inside = (file) => path.relative(packages, file).split(path.sep);
  const sources = files(
    packages,
    (file) =>
      (inside(file)[1] === 'src' && inside(file)[2] !== 'generated' && !/\.test\.ts$/.test(file)) ||
      ['assembly', 'weights'].includes(inside(file)[1]) ||
      /^(package|tsconfig)\.json$/.test(path.basename(file)),
  );
  const built = readdirSync(packages).every((name) =>
    existsSync(path.join(packages, name, 'dist', 'index.js')),
  );
  const build = () => pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only');
  if (built) once('build', [...rootFiles, ...sources], build);
  else build();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    setup();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
