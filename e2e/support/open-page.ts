/** Opens a page that reports what it found, and watches what it asks for. */
import type { Browser } from 'playwright';

export interface PageReport<T> {
  /** The JSON that the page wrote into its element `report`. */
  report: T;
  /** Every request, in the order of asking: its URL and the answer's status. */
  requests: Array<{ url: string; status: number | undefined }>;
}

/** @throws with the page's own error when it fails or ends without a report. */
export async function openPage<T>(browser: Browser, url: string): Promise<PageReport<T>> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const asked: Array<Promise<PageReport<T>['requests'][number]>> = [];
    page.on('request', (request) => {
      // No response where the request failed, or the page ended before it.
      const response = request.response().catch(() => null);
      asked.push(response.then((response) => ({ url: request.url(), status: response?.status() })));
    });
    const failure = new Promise<never>((_, reject) => page.on('pageerror', reject));
    const text = page.goto(url).then(async () => {
      const element = page.locator('#report:not(:empty)');
      await element.waitFor({ state: 'attached', timeout: 90_000 });
      return element.textContent();
    });
    const report = JSON.parse((await Promise.race([text, failure])) ?? '');
    return { report, requests: await Promise.all(asked) };
  } finally {
    await context.close();
  }
}
