/** The browser of the tests, with types. */
import type { Browser } from 'playwright';
// @ts-expect-error plain JavaScript, shared with the benchmarks
import * as chromium from './chromium.mjs';

export const launchChromium: () => Promise<Browser | undefined> = chromium.launchChromium;
export const NO_BROWSER: string = chromium.NO_BROWSER;
