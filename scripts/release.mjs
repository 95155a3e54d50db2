/**
 * `npm run release`: publishes every package in the version of its manifest, unless that version is there already, so
 * that a release that was interrupted can be started again. npm's own settings say where to (`npm_config_registry`)
 * and whether with provenance (`NPM_CONFIG_PROVENANCE`); `.github/workflows/release.yml` sets them.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { workspaceFolders } from './manifest-fields.mjs';
import { buildAnew, pack } from './pack.mjs';
import { run } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';
import { shellFor } from './shell.mjs';

/** The packages that are published, in an order in which none comes before what it needs. */
export function inOrder(root = projectRoot) {
  const manifests = new Map(
    workspaceFolders(root)
      .filter((folder) => folder.startsWith('packages/'))
      .map((folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')))
      .filter((manifest) => !manifest.private)
      .map((manifest) => [manifest.name, manifest]),
  );
  const ordered = new Map();
  const add = (manifest) => {
    for (const name of Object.keys(manifest.dependencies ?? {}))
      if (manifests.has(name)) add(manifests.get(name));
    ordered.set(manifest.name, manifest);
  };
  for (const manifest of manifests.values()) add(manifest);
  return [...ordered.values()];
}

/**
 * @param folder Where the tarballs are.
 * @param env Settings of npm besides those of this process.
 * @param manifests Of the packages, in their order.
 */
export function publishAll(folder, env = {}, manifests = inOrder()) {
  for (const { name, version } of manifests) {
    const tarball = path.join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    try {
      run('npm', ['publish', tarball, '--access', 'public', '--loglevel', 'error'], { env });
    } catch (error) {
      if (!isPublished(`${name}@${version}`, env)) throw error;
      console.log(`${name} ${version} is published already.`);
    }
  }
}

function isPublished(id, env) {
  const [words, shell] = shellFor('npm', ['view', id, 'version']);
  const { stdout } = spawnSync('npm', words, { encoding: 'utf8', env: { ...process.env, ...env }, ...shell });
  return stdout.trim() !== '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: path.join(projectRoot, 'tarballs') } },
  });
  buildAnew();
  pack(values.out);
  publishAll(values.out);
}
