/** What the page promises: it connects to nothing, works without a network and from the disk, and says what it is. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { builtSite } from './built-site.js';
import { describePage } from './describe-page.js';
import { phantomPng } from './samples.js';

await describePage('keeps its promises', ({ open, url }) => {
  it('connects to nothing: not the page, not its workers, and not after it was loaded', async () => {
    const page = await open();
    await page.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    const before = page.requests.length;
    await page.files([phantomPng('a.png', 1)]);
    await page.finished();
    expect(page.requests.slice(before)).toEqual([]);
    const refused = (target: { evaluate(code: string): Promise<unknown> }) =>
      target.evaluate(`fetch('${url()}index.html').then(() => 'connected', (error) => error.message)`);
    expect(await refused(page.page)).toMatch(/Failed to fetch|violates/);
    expect(page.page.workers().length).toBeGreaterThanOrEqual(2);
    for (const worker of page.page.workers())
      expect(await refused(worker)).toMatch(/Failed to fetch|violates/);
  });

  it('opens again without a network, isolated from other origins', async () => {
    const page = await open();
    await page.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    await page.context.setOffline(true);
    await page.page.reload();
    await page.ready();
    await expect.poll(() => page.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.files([phantomPng('offline.png', 2)]);
    await page.finished();
    expect((await page.result()).counts[0]).toBeGreaterThan(0);
    expect(page.errors).toEqual([]);
  });

  it('works as one file from the disk', async () => {
    const file = path.join(await builtSite('file'), 'index.html');
    const page = await open({}, pathToFileURL(file).href);
    await page.files([phantomPng('disk.png', 3)]);
    await page.finished();
    expect((await page.result()).counts[0]).toBeGreaterThan(0);
    expect(page.errors).toEqual([]);
    expect(page.requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
  }, 300_000);

  it('says that it is no medical device, whatever is open', async () => {
    const page = await open();
    const badge = page.page.locator('.badge.warn');
    await expect.poll(() => badge.textContent()).toBe('Not a medical device');
    await page.files([phantomPng('a.png', 1)]);
    await page.finished();
    await expect.poll(() => badge.isVisible()).toBe(true);
  });
});
