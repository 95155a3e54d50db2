/**
 * Pictures of the built site and its demo page for people to look at, on a desk and on a phone, in the light and in the
 * dark: `npm run docs:screenshots`, into site-screenshots/ or the folder that is named. Words after `--only` choose pages.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium, NO_BROWSER } from '../../e2e/support/chromium.mjs';
import { projectRoot } from '../../scripts/shared-folder.mjs';
import { serveFolder } from './serve-folder.mjs';
import { builtSite } from './site-folder.mjs';

const PAGES = {
  home: 'index.html',
  tutorial: 'tutorials/scans-to-report.html',
  faq: 'faq.html',
  how: 'how-it-works.html',
  tour: 'tour.html',
  benchmarks: 'benchmarks.html',
  matrix: 'support-matrix.html',
  package: 'packages/ahsp/index.html',
  api: 'api/@miniseg/metrics.html',
  source: 'source/packages/ahsp/src/ahsp.ts.html',
  demo: 'demo/index.html',
};
const DEVICES = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

const { values: given } = parseArgs({
  options: { out: { type: 'string' }, only: { type: 'string', multiple: true } },
});
const out = given.out ?? path.join(projectRoot, 'site-screenshots');
mkdirSync(out, { recursive: true });
const browser = await launchChromium();
if (!browser) throw new Error(NO_BROWSER);
const server = await serveFolder(builtSite());
try {
  for (const [device, options] of Object.entries(DEVICES)) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ ...options, colorScheme });
      const page = await context.newPage();
      for (const [name, address] of Object.entries(PAGES)) {
        if (given.only && !given.only.includes(name)) continue;
        await page.goto(server.url + address, { waitUntil: 'networkidle' });
        const file = path.join(out, `${name}-${device}-${colorScheme}.png`);
        await page.screenshot({ path: file });
        console.log(path.relative(projectRoot, file));
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
