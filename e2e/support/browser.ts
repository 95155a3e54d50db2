/** The browser of the tests, with types. */
import { type Browser, firefox } from 'playwright';
// @ts-expect-error plain JavaScript, shared with the benchmarks
import * as chromium from './chromium.mjs';

export const launchChromium: () => Promise<Browser | undefined> = chromium.launchChromium;
export const NO_BROWSER: string = chromium.NO_BROWSER;

/** As {@link launchChromium}; MINISEG_BROWSER=firefox takes Playwright's Firefox, for pages that any browser runs. */
export function launchBrowser(): Promise<Browser | undefined> {
  return process.env.MINISEG_BROWSER === 'firefox' ? firefox.launch() : launchChromium();
}
