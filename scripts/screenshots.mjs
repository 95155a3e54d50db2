/**
 * Pictures of what people see, on a desk and on a phone, light and dark: the page, training in a tab, and the reports. They
 * are looked at, and kept out of git:
 *
 *   npm run screenshots [-- --out screenshots] [--only page | train-web | reports]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { serveFolder } from '../docs/build/serve-folder.mjs';
import { serveSite } from '../e2e/segment-web/serve-site.mjs';
import { launchChromium, NO_BROWSER } from '../e2e/support/chromium.mjs';
import { run, setup } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    only: { type: 'string', multiple: true, default: ['page', 'train-web', 'reports'] },
  },
});
const out = path.resolve(projectRoot, values.out);
const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

setup();
mkdirSync(out, { recursive: true });
const browser = await launchChromium();
if (!browser) throw new Error(NO_BROWSER);
const work = mkdtempSync(path.join(tmpdir(), 'miniseg-screenshots-'));
try {
  const pictures = { page: picturePage, 'train-web': pictureTraining, reports: pictureReports };
  for (const name of values.only) {
    if (!Object.hasOwn(pictures, name))
      throw new Error(`There are no pictures of ${name}; there are ${Object.keys(pictures).join(', ')}.`);
    await pictures[name]();
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(`Look at ${out}.`);

/** The page in both colors, from its start to a comparison. */
async function picturePage() {
  const { chestPhantom } = await import('@miniseg/data');
  const { writeNifti } = await import('@miniseg/formats');
  const { volume, masks } = chestPhantom({ seed: 11, size: 192, slices: 32, lesions: { groundGlass: 7 } });
  const file = (name, buffer) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(buffer),
  });
  const scan = file('chest.nii.gz', writeNifti(volume));
  const prior = file(
    'prior.nii.gz',
    writeNifti(chestPhantom({ seed: 11, size: 160, slices: 20, lesions: { groundGlass: 3 } }).volume),
  );
  const truth = file('truth.nii.gz', writeNifti({ ...volume, data: masks.infection }, { labels: true }));
  const broken = file('broken.png', Buffer.from('no picture'));
  const app = path.join(projectRoot, 'apps', 'segment-web');
  run('npx', ['--yes', 'vite', 'build'], { cwd: app });
  const site = await serveSite(path.join(app, 'dist'));
  for (const [device, options] of Object.entries({ desk: DESK, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ ...options, colorScheme });
      const page = await context.newPage();
      const shoot = (name) =>
        page.screenshot({ path: path.join(out, `page-${name}-${device}-${colorScheme}.png`) });
      await page.goto(site.url);
      await page.locator('.chip.ready').waitFor();
      await shoot('1-start');
      await page
        .getByLabel(/files to segment/i)
        .first()
        .setInputFiles([scan]);
      await page.getByText(/Segment again/).waitFor();
      await shoot('2-first-visit');
      await page.getByRole('button', { name: 'Got it' }).click();
      await page.getByRole('button', { name: '3 planes' }).click();
      await page.waitForTimeout(1500);
      await shoot('3-planes');
      await page.getByLabel('True mask').setInputFiles([truth]);
      await page.getByTestId('pane-truth').waitFor();
      await page.waitForTimeout(1000);
      await shoot('4-compare');
      await page
        .getByLabel(/files to segment/i)
        .first()
        .setInputFiles([prior]);
      await page.locator('.file', { hasText: 'prior' }).getByText(/mark/).waitFor();
      await page.getByRole('button', { name: /^chest/ }).click();
      await page.locator('.file[aria-current]', { hasText: 'chest' }).waitFor();
      await page.getByRole('button', { name: '2 studies' }).click();
      await page.getByTestId('pane-beside').waitFor();
      await page.waitForTimeout(1000);
      await shoot('5-two-studies');
      await page.getByRole('button', { name: 'Close all' }).click();
      await page.locator('.drop-zone').waitFor();
      await page
        .getByLabel(/files to segment/i)
        .first()
        .setInputFiles([broken]);
      await page.locator('.trouble').waitFor();
      await shoot('6-trouble');
      await context.close();
    }
  }
  await site.close();
}

/** Training in a tab: before, meanwhile, and the end as a whole. */
async function pictureTraining() {
  const app = path.join(projectRoot, 'examples', 'train-web');
  const folder = path.join(work, 'train-web');
  run('npx', ['--yes', 'vite', 'build', '--emptyOutDir', '--outDir', folder], { cwd: app });
  const site = await serveFolder(folder);
  for (const [device, options] of Object.entries({ desk: DESK, phone: PHONE })) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const shoot = async (name) => {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(300);
        const file = path.join(out, `train-web-${name}-${device}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true });
      }
    };
    await page.goto(`${site.url}index.html`);
    await page.locator('#status', { hasText: 'Choose slices' }).waitFor();
    await shoot('1-start');
    await page.locator('#backend').selectOption('wasm');
    const settings = { phantoms: '12', size: '96', epochs: '8', batch: '2' };
    for (const [id, value] of Object.entries(settings)) await page.locator(`#${id}`).fill(value);
    await page.locator('#start').click();
    await page.locator('#overlays canvas').first().waitFor({ timeout: 120_000 });
    await page.locator('#pause').click();
    await page.locator('#status', { hasText: 'Paused' }).waitFor();
    await shoot('2-paused');
    await page.locator('#pause').click();
    await page.locator('#status', { hasText: 'Done' }).waitFor({ timeout: 300_000 });
    await shoot('3-done');
    await context.close();
  }
  await site.close();
}

/** Reports of a small run on phantoms. */
async function pictureReports() {
  const { main } = await import('@miniseg/cli');
  const at = (name) => path.join(work, name);
  const steps = [
    ['data', 'phantom', '--out', at('data'), '--count', '24', '--size', '96'],
    ['train', '--data', at('data'), '--recipe', 'quick', '--size', '96', '--epochs', '8', '--out', at('run')],
    ['segment', path.join(at('data'), 'images'), '--weights', 'phantom-aaai', '--out', at('results')],
    ['evaluate', at('results'), path.join(at('data'), 'masks'), '--report', at('evaluate.html')],
  ];
  for (const step of steps) {
    if ((await main(step)) !== 0) throw new Error(`miniseg ${step.join(' ')} failed.`);
  }
  const reports = {
    train: path.join(at('run'), 'report.html'),
    segment: path.join(at('results'), 'report.html'),
    evaluate: at('evaluate.html'),
  };
  for (const [name, report] of Object.entries(reports)) {
    for (const [device, options] of Object.entries({ desk: DESK, phone: PHONE })) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await browser.newPage({ ...options, colorScheme });
        await page.goto(`file://${report}`);
        await page.screenshot({
          path: path.join(out, `report-${name}-${device}-${colorScheme}.png`),
          fullPage: true,
        });
        await page.close();
      }
    }
  }
}
