/**
 * Puts the pages of the site into docs/generated: the documents of the project with links from page to page, sources
 * that they point to, pictures drawn from results, the API, the changes, and the built demo page.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { run } from '../../scripts/setup.mjs';
import { projectRoot } from '../../scripts/shared-folder.mjs';
import { writeApiPages } from './api.mjs';
import { changelogPage } from './changelog.mjs';
import { withFlowCharts } from './figures/flow-chart.mjs';
import { withFigures } from './figures/index.mjs';
import { siteLinks } from './links.mjs';
import { documentPages } from './pages.mjs';
import { sourcePages } from './source-pages.mjs';

export const GENERATED = path.join(projectRoot, 'docs', 'generated');

/** @param quick Keeps the API and the demo page of an earlier build: for whoever writes documents. */
export async function stage({ quick = false } = {}) {
  const [api, demo] = [path.join(GENERATED, 'api'), path.join(GENERATED, 'public', 'demo')];
  const kept = quick && existsSync(api) && existsSync(demo);
  if (!kept) {
    rmSync(GENERATED, { recursive: true, force: true });
    await writeApiPages(api);
    buildDemo(demo);
  }
  writeDocuments();
  write('changelog.md', changelogPage());
  const copies = { 'docs/images/icon.svg': 'icon.svg', 'docs/images': 'images' };
  for (const [from, to] of Object.entries(copies)) {
    cpSync(path.join(projectRoot, from), path.join(GENERATED, 'public', to), { recursive: true });
  }
}

function writeDocuments() {
  const pages = documentPages();
  const wanted = { sources: new Set(), pictures: new Set() };
  for (const [file, page] of pages) {
    // Its place is taken by the home page of the site, which says the same with fewer words.
    if (file === 'README.md') continue;
    const text = readFileSync(path.join(projectRoot, file), 'utf8');
    write(page, withFigures(withFlowCharts(siteLinks(text, file, pages, wanted))));
  }
  for (const [page, text] of sourcePages(wanted.sources)) write(page, text);
  for (const picture of wanted.pictures) {
    const copy = path.join(GENERATED, 'public', 'pictures', picture);
    mkdirSync(path.dirname(copy), { recursive: true });
    copyFileSync(path.join(projectRoot, picture), copy);
  }
}

function write(page, text) {
  const file = path.join(GENERATED, page);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** @param out Where the page goes that segments in the browser. */
export function buildDemo(out) {
  const app = path.join(projectRoot, 'apps', 'segment-web');
  const vite = path.dirname(createRequire(path.join(app, 'package.json')).resolve('vite/package.json'));
  const silent = ['--logLevel', 'error', '--emptyOutDir', '--outDir', out];
  run(process.execPath, [path.join(vite, 'bin', 'vite.js'), 'build', ...silent], { cwd: app });
}
