/**
 * What `apps/segment-web` weighs, how soon its first mask is there, and how long it ever blocks. Prints figures:
 *
 *   node benchmarks/page.mjs [slice.png] [--rounds 5]
 *
 * The page is served from this machine without a cache, so that time is spent in the browser and not on a network.
 * Build it first: npx vite build apps/segment-web
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serveSite } from '../e2e/segment-web/serve-site.mjs';
import { launchChromium, NO_BROWSER } from '../e2e/support/chromium.mjs';
import { sharedFolder } from '../scripts/shared-folder.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
const folder = fileURLToPath(new URL('../apps/segment-web/dist', import.meta.url));
const slice = positionals[0] ?? path.join(sharedFolder() ?? '', 'data/ct100/images/tr_im_0003.png');
if (!existsSync(folder)) throw new Error('The page is not built. Run: npx vite build apps/segment-web');
if (!existsSync(slice)) throw new Error(`'${slice}' is not there. Give a PNG of 512 x 512 pixels.`);

const site = await serveSite(folder);
const browser = await launchChromium();
if (!browser) throw new Error(NO_BROWSER);
const rounds = [];
for (let round = 0; round < Number(values.rounds); round++) rounds.push(await visit());
const blocked = await blockedDuring();
await browser.close();
await site.close();

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const row = (name, of) => {
  const all = rounds.map(of);
  console.log(
    `${name.padEnd(46)} ${[Math.min(...all), median(all), Math.max(...all)].map((ms) => `${Math.round(ms)} ms`.padStart(9)).join('')}`,
  );
};
console.log(`\n${''.padEnd(46)} ${['best', 'median', 'worst'].map((name) => name.padStart(9)).join('')}`);
row('cold load to a page that takes files', ({ usable }) => usable);
row('cold load to a network that is ready', ({ ready }) => ready);
row('cold load to the first mask (file at once)', ({ mask }) => mask);
row('  of that, the network on 512 x 512', ({ network }) => network);
row('a second slice, opened to mask', ({ second }) => second);

const { sent } = rounds[0];
const kilobytes = (names) => `${(names.reduce((sum, name) => sum + sent.get(name), 0) / 1000).toFixed(0)} kB`;
const names = [...sent.keys()];
const weights = names.filter((name) => name.includes('demo-weights'));
console.log('\nsent for the first mask, gzip:');
for (const name of names)
  console.log(`  ${name.padEnd(44)} ${(sent.get(name) / 1000).toFixed(1).padStart(8)} kB`);
console.log(
  `  without the demo weights: ${kilobytes(names.filter((name) => !weights.includes(name)))}; the weights: ${kilobytes(weights)}`,
);
console.log(`\nlongest task of the page's thread\n  while it loads: ${blocked.loading}`);
console.log(`  while a volume is segmented, scrolled and drawn on: ${blocked.working}`);

/** A first visit: nothing is cached, and the file is given as soon as the page takes one. */
async function visit() {
  site.sent.clear();
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = new Set();
  context.on('request', (request) => {
    // What the service worker fetches is for later visits.
    if (!request.serviceWorker()) asked.add(request.url().slice(site.url.length) || 'index.html');
  });
  const start = performance.now();
  const since = () => performance.now() - start;
  await page.goto(site.url, { waitUntil: 'commit' });
  const picker = page.locator('input[type=file]').first();
  await picker.waitFor({ state: 'attached' });
  const usable = since();
  const ready = page.locator('.chip.ready').waitFor().then(since);
  await picker.setInputFiles(slice);
  await page.locator('.figures').waitFor();
  const mask = since();
  const sent = new Map([...site.sent].filter(([name]) => asked.has(name)));
  const network = await page.evaluate(
    () => Object.values(globalThis.miniseg.session.store.get().results)[0].milliseconds,
  );
  const again = performance.now();
  await page.locator('input[type=file]').first().setInputFiles(slice);
  await page.waitForFunction(() => Object.keys(globalThis.miniseg.session.store.get().results).length === 2);
  const second = performance.now() - again;
  const result = { usable, ready: await ready, mask, network, second, sent };
  await context.close();
  return result;
}

/**
 * The page's thread while it loads and while it works: its longest task, by the clock and by the processor's time. On a
 * machine that does other things too, the clock counts those as well.
 */
async function blockedDuring() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const traced = async (work) => {
    await browser.startTracing(page, { categories: ['toplevel'] });
    await work();
    return longestTask(JSON.parse(await browser.stopTracing()).traceEvents);
  };
  const loading = await traced(async () => {
    await page.goto(site.url);
    await page.locator('.chip.ready').waitFor();
  });
  const working = await traced(async () => {
    await page.getByRole('button', { name: 'Try a drawn phantom' }).click();
    await page.locator('.status.running').waitFor();
    const box = await page.getByTestId('pane-found').boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    for (let turn = 0; turn < 40; turn++) await page.mouse.wheel(0, turn % 20 < 10 ? 50 : -50);
    await page.locator('.status.running').waitFor({ state: 'detached' });
    await page.keyboard.press('b');
    await page.mouse.down();
    await page.mouse.move(x + 200, y + 50, { steps: 40 });
    await page.mouse.up();
    await page.keyboard.press('h');
    await page.waitForTimeout(1500);
  });
  await context.close();
  return { loading, working };
}

function longestTask(events) {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(
    ({ name, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && mains.has(`${pid} ${tid}`),
  );
  const most = (of) => Math.round(Math.max(0, ...tasks.map((task) => of(task) ?? 0)) / 1000);
  return `${most(({ tdur }) => tdur)} ms of the processor, ${most(({ dur }) => dur)} ms by the clock`;
}
