/** What users of the packages install: our packages, and everything below them in the versions of the lockfile. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/**
 * @typedef {object} Component
 * @property {string} id `name@version`.
 * @property {string} folder Where it is installed.
 * @property {Record<string, unknown>} manifest Its package.json.
 * @property {boolean} own Whether it is a package of this repository.
 * @property {string | undefined} integrity As npm writes it, such as `sha512-...`; absent for our own.
 * @property {string[]} dependencies Ids.
 */

/** @returns {Component[]} By id. Development's own packages are not among them. */
export function components(root) {
  const lockfile = parse(readFileSync(path.join(root, 'pnpm-lock.yaml'), 'utf8'));
  const folders = installedFolders(path.join(root, 'node_modules', '.pnpm'));
  const found = new Map();

  const addInstalled = (name, resolved) => {
    // An alias says which package it stands for in place of a version.
    const key = /^@?[^@(]+@/.test(resolved) ? resolved : `${name}@${resolved}`;
    // Without the peers with which pnpm resolved it.
    const id = key.replace(/\(.*/, '');
    if (found.has(id)) return id;
    const folder = folders.get(id);
    if (!folder) throw new Error(`${id} of the lockfile is not installed. Run: npm run setup`);
    const manifest = manifestOf(folder);
    // An older form of manifests.
    manifest.license ??= manifest.licenses?.map(({ type }) => type).join(' OR ');
    const component = {
      id,
      folder,
      manifest,
      own: false,
      integrity: lockfile.packages[id].resolution.integrity,
      dependencies: [],
    };
    found.set(id, component);
    // Optional ones are native builds, one for each platform, and what only a newer Node can use: none of ours need them.
    const { dependencies = {} } = lockfile.snapshots[key];
    component.dependencies = Object.entries(dependencies).map(([of, version]) => addInstalled(of, version));
    return id;
  };

  const addOwn = (folder) => {
    const manifest = manifestOf(path.join(root, folder));
    const id = `${manifest.name}@${manifest.version}`;
    if (found.has(id)) return id;
    const component = { id, folder: path.join(root, folder), manifest, own: true, dependencies: [] };
    found.set(id, component);
    const { dependencies = {}, devDependencies = {} } = lockfile.importers[folder];
    // npm installs peers, too, unless they are optional. The lockfile has them among what we develop with.
    const peers = Object.entries({ ...devDependencies }).filter(
      ([name]) => manifest.peerDependencies?.[name] && !manifest.peerDependenciesMeta?.[name]?.optional,
    );
    component.dependencies = [...Object.entries(dependencies), ...peers].map(([name, { version }]) =>
      version.startsWith('link:')
        ? addOwn(path.posix.join(folder, version.slice(5)))
        : addInstalled(name, version),
    );
    return id;
  };

  for (const name of readdirSync(path.join(root, 'packages'))) {
    if (!manifestOf(path.join(root, 'packages', name)).private) addOwn(`packages/${name}`);
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const manifestOf = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

/** Folders of all that pnpm installed, by `name@version`. */
function installedFolders(store) {
  const folders = new Map();
  const add = (folder) => {
    if (!existsSync(path.join(folder, 'package.json'))) return;
    const { name, version } = manifestOf(folder);
    folders.set(`${name}@${version}`, folder);
  };
  for (const place of readdirSync(store)) {
    const inside = path.join(store, place, 'node_modules');
    if (place === 'node_modules' || !existsSync(inside)) continue;
    // What is linked there belongs to another place.
    for (const entry of readdirSync(inside, { withFileTypes: true }).filter((one) => one.isDirectory())) {
      const folder = path.join(inside, entry.name);
      if (!entry.name.startsWith('@')) add(folder);
      else for (const name of readdirSync(folder)) add(path.join(folder, name));
    }
  }
  return folders;
}
