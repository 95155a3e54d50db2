/** The tour shows the packages as they are, its links lead somewhere, and manifests say what all say alike. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the scripts
import { fieldsOf, testScriptOf, workspaceFolders } from '../manifest-fields.mjs';
// @ts-expect-error plain JavaScript, shared with the scripts
import { withDiagram } from '../package-diagram.mjs';
import { filesBelow, textOf } from './laws/project.js';

const root = path.resolve(import.meta.dirname, '../..');

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

describe.each(workspaceFolders() as string[])('the manifest of %s', (folder) => {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));

  it('says where sources and problems are, as scripts/manifest-fields.mjs sets it', () => {
    expect(manifest).toMatchObject(fieldsOf(folder));
    expect(manifest.keywords.length).toBeGreaterThan(1);
  });

  it('has a test script', () => expect(manifest.scripts.test).toBe(testScriptOf(folder)));
});
