/**
 * Sets what all manifests say alike: where the sources are, where problems are reported, how a package is tested. The
 * address is a placeholder until the project has one: change it here, and run `node scripts/manifest-fields.mjs`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from './shared-folder.mjs';

export const REPOSITORY = 'https://example.org/miniseg/miniseg-ts';

/** The fields of the manifest in a folder, from the project's root. */
export function fieldsOf(folder) {
  return {
    homepage: `${REPOSITORY}/tree/main/${folder}#readme`,
    bugs: { url: `${REPOSITORY}/issues` },
    repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: folder },
  };
}

/** How a workspace is tested from its own folder: all its tests, in Node and in Chromium. */
export function testScriptOf(folder) {
  // An example has no tests of its own: one test runs them all.
  const tests = folder.startsWith('examples/') ? 'e2e/examples' : folder;
  return `node ../../scripts/test.mjs ${tests}`;
}

export function workspaceFolders(root = projectRoot) {
  return ['packages', 'apps', 'examples'].flatMap((group) =>
    readdirSync(path.join(root, group))
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(path.join(root, folder, 'package.json'))),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of workspaceFolders()) {
    const file = path.join(projectRoot, folder, 'package.json');
    const {
      name,
      version,
      private: isPrivate,
      description,
      license,
      type,
      ...manifest
    } = JSON.parse(readFileSync(file, 'utf8'));
    const { homepage, bugs, repository, keywords, ...rest } = manifest;
    rest.scripts = { ...rest.scripts, test: testScriptOf(folder) };
    const head = {
      name,
      version,
      private: isPrivate,
      description,
      license,
      type,
      keywords,
      ...fieldsOf(folder),
    };
    writeFileSync(file, `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`);
  }
}
