/** Tests of the built page in Chromium: the page is built once, served from a subfolder, and closed after each test. */
import type { Browser, BrowserContextOptions } from 'playwright';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { launchChromium, NO_BROWSER } from '../support/browser.js';
import { App } from './app.js';
import { builtSite } from './built-site.js';
// @ts-expect-error plain JavaScript, shared with the benchmarks
import { serveSite } from './serve-site.mjs';

export interface Pages {
  /** @param url Default: the site. */
  open(options?: BrowserContextOptions, url?: string): Promise<App>;
  /** Address of the site. */
  url(): string;
}

/** Long: the first file of tests builds the page, and the others wait for it. */
const BUILD = 600_000;

/** @param what The page ... */
export async function describePage(what: string, tests: (pages: Pages) => void): Promise<void> {
  const browser: Browser | undefined = await launchChromium();
  describe.skipIf(!browser)(`the segmenting page ${what}${browser ? '' : ` (${NO_BROWSER})`}`, () => {
    let site: { url: string; close(): Promise<void> };
    const apps: App[] = [];

    beforeAll(async () => {
      site = await serveSite(await builtSite('site'));
    }, BUILD);
    afterEach(async () => {
      for (const app of apps.splice(0)) await app.close();
    });
    afterAll(async () => {
      await browser?.close();
      await site?.close();
    });

    tests({
      async open(options, url = site.url) {
        const app = await App.open(browser as Browser, url, options);
        apps.push(app);
        return app;
      },
      url: () => site.url,
    });
  });
}
