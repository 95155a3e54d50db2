/** Measures in Chromium, in a new page for each case: nothing compiled or allocated before counts. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launchChromium } from '../../e2e/support/chromium.mjs';

/** What measures, its browser's `version` and WebGL `renderer`; undefined where there is no browser. */
export async function openChromium() {
  const browser = await launchChromium();
  if (!browser) return undefined;
  try {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('page.mjs', import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      logLevel: 'silent',
    });
    const inPage = async (ask, options) => {
      const page = await browser.newPage();
      try {
        await page.addScriptTag({ content: outputFiles[0].text });
        return await page.evaluate(ask, options);
      } finally {
        await page.close();
      }
    };
    return {
      version: `${browser.browserType().name()} ${browser.version()}`,
      renderer: await inPage(() => globalThis.renderer()),
      measure: (options) => inPage((options) => globalThis.measure(options), options),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
