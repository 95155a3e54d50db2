/** Runs one case where it belongs: a Node process, Python, or a page of Chromium. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { launchChromium } from '../../e2e/support/chromium.mjs';
import { runInNode } from '../../scripts/run-in-node.mjs';
import { peerEnvironment } from '../python.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const run = promisify(execFile);

/** @returns What `measure` gives, with `residentBytes`, the most memory that the process held. */
export const measureInNode = (options) => runInNode(here('node-case.mjs'), options);

export async function runInTorch(python, { preset, batch, size, threads, rounds, warmUp }) {
  const args = [here('torch_step.py'), preset, batch, size, threads, rounds + warmUp].map(String);
  const { stdout } = await run(python, args, { env: peerEnvironment() });
  const { times, cpuTimes, ...result } = JSON.parse(stdout);
  return { ...result, times: times.slice(warmUp), cpuTimes: cpuTimes.slice(warmUp) };
}

export async function runInChromium(options) {
  const browser = await launchChromium();
  if (!browser) return undefined;
  try {
    const { outputFiles } = await build({
      entryPoints: [here('page.mjs')],
      bundle: true,
      write: false,
      format: 'iife',
      logLevel: 'silent',
    });
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0].text });
    return await page.evaluate((options) => globalThis.measure(options), options);
  } finally {
    await browser.close();
  }
}
