import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, NO_BROWSER } from './support/browser.js';
import { largestDifference } from './support/largest-difference.js';
import { openPage } from './support/open-page.js';
import { run } from './support/run.js';
import { serveFolder } from './support/serve-folder.js';
import { type TemporaryFolder, temporaryFolder } from './support/temporary-folder.js';
import { viteBuild } from './support/vite-build.js';

/** What a model predicts: for each of its outputs all values. */
type Predictions = number[][];

const TOLERANCE = 1e-4;
const here = fileURLToPath(new URL('.', import.meta.url));

function expectSame(actual: Predictions, expected: Predictions): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, values] of actual.entries()) {
    expect(largestDifference(values, expected[i]), `output ${i + 1}`).toBeLessThan(TOLERANCE);
  }
}

describe('a model saved on the cpu backend', () => {
  let site: TemporaryFolder;
  let model: string;
  let expected: Predictions;

  const program = (file: string, ...args: string[]) =>
    run(process.execPath, [path.join('programs', file), ...args], here);
  const predictions = async (backend: string): Promise<Predictions> =>
    JSON.parse(await readFile(path.join(model, `${backend}.json`), 'utf8'));

  beforeAll(async () => {
    site = await temporaryFolder();
    model = path.join(site.path, 'model');
    await viteBuild(path.join(here, 'pages', 'across-backends'), site.path);
    await program('save-model.mjs', model);
    expected = await predictions('cpu');
  }, 180_000);
  afterAll(() => site?.remove());

  it('has outputs whose agreement means something', () => {
    expect(expected).toHaveLength(4);
    for (const values of expected) expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.1);
  });

  it('loads in another process on wasm and predicts the same', async () => {
    await program('load-model.mjs', model, 'wasm');
    expectSame(await predictions('wasm'), expected);
  });

  it('loads over HTTP on webgl in Chromium, and from IndexedDB there, and predicts the same', async ({
    skip,
  }) => {
    const browser = await launchChromium();
    if (!browser) return skip(NO_BROWSER);
    const server = await serveFolder(site.path);
    try {
      const url = `${server.origin}/index.html`;
      const { report, requests } = await openPage<{
        backend: string;
        fetched: Predictions;
        kept: Predictions;
      }>(browser, url);
      expect(report.backend).toBe('webgl');
      expectSame(report.fetched, expected);
      expectSame(report.kept, expected);
      const asked = requests.filter(({ url }) => url.startsWith(`${server.origin}/model/`));
      expect(asked.map(({ url }) => path.posix.basename(url))).toEqual(['model.json', 'weights.bin']);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
