import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, NO_BROWSER } from './support/browser.js';
import { largestDifference } from './support/largest-difference.js';
import { openPage } from './support/open-page.js';
import { type FolderServer, serveFolder } from './support/serve-folder.js';
import { type TarballProject, tarballProject } from './support/tarball-project.js';
import { viteBuild } from './support/vite-build.js';

describe('a Vite page of a user that imports @miniseg/ahsp and tfjs alone', () => {
  let browser: Browser | undefined;
  let project: TarballProject | undefined;
  let server: FolderServer | undefined;
  let missing: string | undefined;

  beforeAll(async () => {
    browser = await launchChromium();
    missing = browser ? undefined : NO_BROWSER;
    if (missing) return;
    const own = ['core', 'layers', 'backend-cpu', 'backend-webgl'].map((name) => `@tensorflow/tfjs-${name}`);
    project = await tarballProject(['ahsp', 'ops'], own);
    missing = project.unreachable;
    if (missing) return;
    await project.program('train-and-save.mjs');
    await cp(fileURLToPath(new URL('pages/own-layers', import.meta.url)), project.path, { recursive: true });
    const site = path.join(project.path, 'site');
    await viteBuild(project.path, site);
    server = await serveFolder(site);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await project?.remove();
  });

  /** The report of a page that asked for nothing but its own files, all of which were there. */
  async function report<T>(page: string): Promise<T> {
    const { report, requests } = await openPage<T>(browser!, `${server!.origin}/${page}`);
    expect(requests.length).toBeGreaterThan(1);
    const foreign = requests.filter(({ url, status }) => {
      const own = url.startsWith(`${server!.origin}/`) && status === 200;
      return !own && !url.startsWith('data:');
    });
    expect(foreign).toEqual([]);
    return report;
  }

  it('builds a model and predicts with it on webgl', async ({ skip }) => {
    if (missing) skip(missing);
    const { backend, shape, prediction } = await report<{
      backend: string;
      shape: number[];
      prediction: number[];
    }>('build.html');
    expect(backend).toBe('webgl');
    expect(shape).toEqual([1, 17, 10, 16]);
    expect(prediction.every(Number.isFinite)).toBe(true);
    expect(new Set(prediction).size).toBeGreaterThan(1000);
  });

  it('loads a saved model without naming its layer, and predicts as where it was trained', async ({
    skip,
  }) => {
    if (missing) skip(missing);
    const { backend, layers, prediction } = await report<{
      backend: string;
      layers: string[];
      prediction: number[];
    }>('load.html');
    expect(backend).toBe('webgl');
    expect(layers).toContain('MiniSegAHSP');
    const trained = await project!.json<{ prediction: number[] }>('trained.json');
    expect(largestDifference(prediction, trained.prediction)).toBeLessThan(1e-5);
  });
});
