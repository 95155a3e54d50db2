/**
 * What Lighthouse says of the built site and its demo page, as on a phone: `npm run docs:lighthouse`. Accessibility must
 * be 100 and performance at least 90. Lighthouse comes by npx, and is no dependency: it weighs more than the site.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { runProgram } from './run-program.mjs';
import { serveFolder } from './serve-folder.mjs';
import { builtSite } from './site-folder.mjs';

const PAGES = ['index.html', 'faq.html', 'demo/index.html'];
const LEAST = { accessibility: 1, performance: 0.9 };

const browser = await findBrowser();
if (!browser) throw new Error('No Chromium or Chrome found. Install one, or set CHROME_PATH.');
const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-lighthouse-'));
const server = await serveFolder(builtSite());
try {
  for (const page of PAGES) {
    const report = path.join(folder, 'report.json');
    const options = [
      '--quiet',
      '--output=json',
      `--output-path=${report}`,
      '--only-categories=accessibility,performance',
    ];
    const flags = '--chrome-flags=--headless=new --no-sandbox';
    await runProgram('npx', ['--yes', 'lighthouse@12', server.url + page, ...options, flags], {
      CHROME_PATH: browser,
    });
    const { categories, audits } = JSON.parse(readFileSync(report, 'utf8'));
    const line = Object.keys(LEAST).map((name) => `${name} ${Math.round(100 * categories[name].score)}`);
    const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'];
    console.log(
      `${page}: ${line.join(', ')} (${times.map((name) => `${name} ${audits[name].displayValue}`).join(', ')})`,
    );
    if (Object.entries(LEAST).some(([name, least]) => categories[name].score < least)) process.exitCode = 1;
  }
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
