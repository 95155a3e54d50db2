/** Chromium or Chrome, as every test and benchmark starts it. */
import { chromium } from 'playwright';
import { BROWSER_ARGUMENTS, findBrowser } from '../../scripts/find-browser.mjs';

export const NO_BROWSER = 'No Chromium or Chrome found. Install one, or set CHROME_PATH.';

/** A running browser of Playwright, or undefined where none is installed. */
export async function launchChromium() {
  const executablePath = await findBrowser();
  return executablePath ? chromium.launch({ executablePath, args: BROWSER_ARGUMENTS }) : undefined;
}
