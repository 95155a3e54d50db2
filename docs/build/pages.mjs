/** Which documents of the project are pages of the site, and where. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/shared-folder.mjs';

const SKIPPED = new Set(['node_modules', 'generated', 'dist', '.vitepress', 'build']);

/** @returns Map of a document's path, from the project's root, to that of its page: 'packages/ahsp/index.md'. */
export function documentPages() {
  const pages = new Map([
    ['README.md', 'index.md'],
    ['CONTRIBUTING.md', 'contributing.md'],
    ['SECURITY.md', 'security.md'],
    ['benchmarks/README.md', 'benchmarks/measuring.md'],
    ['benchmarks/results/README.md', 'benchmarks/long-runs.md'],
    ['examples/README.md', 'examples/index.md'],
  ]);
  for (const file of markdownBelow('docs')) pages.set(file, file.slice('docs/'.length));
  for (const group of ['packages', 'apps', 'examples']) {
    for (const name of readdirSync(path.join(projectRoot, group))) {
      const readme = `${group}/${name}/README.md`;
      if (!existsSync(path.join(projectRoot, readme))) continue;
      pages.set(readme, `${group}/${name}/index.md`);
      for (const part of ['docs', 'weights']) {
        for (const file of markdownBelow(`${group}/${name}/${part}`)) pages.set(file, file);
      }
    }
  }
  return pages;
}

function markdownBelow(folder) {
  const absolute = path.join(projectRoot, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : markdownBelow(file);
    return entry.name.endsWith('.md') ? [file] : [];
  });
}
