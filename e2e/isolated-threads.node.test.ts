/** Threads of `useWasmThreads` in a page that is cross-origin isolated: they need headers, which no unit test's page has. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingSteps } from '../packages/backends/test/training-steps.js';
import { launchChromium, NO_BROWSER } from './support/browser.js';
import { openPage } from './support/open-page.js';

interface Report {
  isolated: boolean;
  results: Array<{ used: { threads: number; reason?: string }; aaai: TrainingSteps; paper: TrainingSteps }>;
}

const PAGE = '<!doctype html><script type="module" src="/page.js"></script><pre id="report"></pre>';
/** A package that depends on all others: from there a bundler finds them. */
const root = fileURLToPath(new URL('../packages/cli/', import.meta.url));

describe('training with threads in a page', () => {
  let browser: Browser | undefined;
  let server: Server | undefined;
  let script = '';

  beforeAll(async () => {
    browser = await launchChromium();
    if (!browser) return;
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('pages/isolated-threads/page.ts', import.meta.url))],
      nodePaths: [path.join(root, 'node_modules')],
      bundle: true,
      write: false,
      format: 'esm',
      logLevel: 'silent',
    });
    script = outputFiles[0].text;
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  /** What the page reports, served with these headers. */
  async function reportWith(headers: Record<string, string>): Promise<Report> {
    server?.close();
    const wasm = path.dirname(
      createRequire(path.join(root, 'package.json')).resolve('@tensorflow/tfjs-backend-wasm'),
    );
    server = createServer(async ({ url = '/' }, response) => {
      const name = path.basename(url);
      if (name.endsWith('.wasm')) {
        response.writeHead(200, { ...headers, 'content-type': 'application/wasm' });
        response.end(await readFile(path.join(wasm, name)));
        return;
      }
      response.writeHead(200, {
        ...headers,
        'content-type': name === 'page.js' ? 'text/javascript' : 'text/html',
      });
      response.end(name === 'page.js' ? script : PAGE);
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return (await openPage<Report>(browser!, `http://127.0.0.1:${port}/`)).report;
  }

  it('gives the same bytes on one, two and three threads where the page is isolated', async ({ skip }) => {
    if (!browser) skip(NO_BROWSER);
    const { isolated, results } = await reportWith({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    expect(isolated).toBe(true);
    expect(results.map(({ used }) => used)).toEqual([{ threads: 1 }, { threads: 2 }, { threads: 3 }]);
    const [one, ...more] = results.map(({ aaai, paper }) => ({ aaai, paper }));
    expect(more).toEqual([one, one]);
    expect([...one.aaai.losses, ...one.paper.losses].every(Number.isFinite)).toBe(true);
    expect(one.aaai.losses[1]).not.toBe(one.aaai.losses[0]);
  });

  it('trains on one thread where it is not, to the same bytes', async ({ skip }) => {
    if (!browser) skip(NO_BROWSER);
    const { isolated, results } = await reportWith({});
    expect(isolated).toBe(false);
    expect(results.map(({ used }) => used.threads)).toEqual([1, 1, 1]);
    expect(results[1].used.reason).toMatch(/cross-origin isolated/);
    expect(results[1].aaai).toEqual(results[0].aaai);
  });
});
