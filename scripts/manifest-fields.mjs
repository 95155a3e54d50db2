/**
 * Sets what all manifests say alike: where the sources are, where problems are reported, which Node is needed, which
 * files are published, how a package is tested. The address is a placeholder until the project has one: change it
 * here, and run `node scripts/manifest-fields.mjs`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from './shared-folder.mjs';

export const REPOSITORY = 'https://example.org/miniseg/miniseg-ts';

/**
 * The Node that everything needs, said here alone: the first versions of each line in which `require()` takes ES
 * modules and libraries reach threads by `process.getBuiltinModule`. `e2e/environments` runs both floors.
 */
export const NODE_VERSIONS = '^20.19.0 || >=22.12.0';

/** The fields of the manifest in a folder, from the project's root. */
export function fieldsOf(folder) {
  return {
    homepage: `${REPOSITORY}/tree/main/${folder}#readme`,
    bugs: { url: `${REPOSITORY}/issues` },
    repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: folder },
    engines: { node: NODE_VERSIONS },
  };
}

/**
 * What a package publishes: what is built, and the sources to which its maps point ("go to definition", stack traces).
 *
 * @param own The folders besides that the package has listed.
 */
export function filesOf(own = []) {
  const sources = ['dist', 'src', '!src/**/*.test.ts', '!src/**/fixtures'];
  return [...sources, ...own.filter((entry) => !sources.includes(entry))];
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
    const { engines, ...places } = fieldsOf(folder);
    rest.engines = engines;
    if (!isPrivate) rest.files = filesOf(rest.files);
    rest.scripts = { ...rest.scripts, test: testScriptOf(folder) };
    const head = {
      name,
      version,
      private: isPrivate,
      description,
      license,
      type,
      keywords,
      ...places,
    };
    writeFileSync(file, `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`);
  }
}
