/** The tour shows the packages as they are, its links lead somewhere, and manifests say what all say alike. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the scripts
import { fieldsOf, filesOf, NODE_VERSIONS, testScriptOf, workspaceFolders } from '../manifest-fields.mjs';
// @ts-expect-error plain JavaScript, shared with the scripts
import { withDiagram } from '../package-diagram.mjs';
import { filesBelow, textOf } from './laws/project.js';

const root = path.resolve(import.meta.dirname, '../..');
const privateNames = new Set(
  (workspaceFolders() as string[])
    .map((folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')))
    .filter((manifest) => manifest.private)
    .map((manifest) => manifest.name as string),
);

it('the picture of the packages is current: npm run docs:tour draws it', () => {
  const tour = textOf(root, 'docs/tour.md');
  expect(withDiagram(tour)).toBe(tour);
});

it.each(['README.md', 'CONTRIBUTING.md', ...filesBelow(root, 'docs', /\.md$/)])(
  'the links of %s lead to files',
  (file) => {
    const links = [...textOf(root, file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link);
    const missing = links.filter((link) => !existsSync(path.join(root, path.dirname(file), link)));
    expect(missing).toEqual([]);
  },
);

it.each(['package.json', 'benchmarks/package.json'])('%s asks for the same Node as the packages', (file) => {
  expect(JSON.parse(textOf(root, file)).engines).toEqual({ node: NODE_VERSIONS });
});

it.each(['README.md', 'docs/packages/index.md'])('%s names every package', (file) => {
  const text = textOf(root, file);
  const published = (workspaceFolders() as string[])
    .filter((folder) => folder.startsWith('packages/'))
    .map((folder) => JSON.parse(textOf(root, `${folder}/package.json`)))
    .filter((manifest) => !manifest.private);
  expect(published.map(({ name }) => name).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

describe.each(workspaceFolders() as string[])('the manifest of %s', (folder) => {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));

  it('says where sources and problems are, as scripts/manifest-fields.mjs sets it', () => {
    expect(manifest).toMatchObject(fieldsOf(folder));
    expect(manifest.keywords.length).toBeGreaterThan(1);
  });

  it('publishes what is built and the sources of its maps, and asks users for no private package', () => {
    if (manifest.private) return;
    expect(manifest.files).toEqual(filesOf(manifest.files));
    expect(Object.keys(manifest.devDependencies ?? {}).filter((name) => privateNames.has(name))).toEqual([]);
  });

  it('says in its README how to install it while it is not on npm', () => {
    if (!manifest.private) expect(textOf(root, `${folder}/README.md`)).toContain('](../../docs/install.md)');
  });

  it('has a test script', () => expect(manifest.scripts.test).toBe(testScriptOf(folder)));
});
