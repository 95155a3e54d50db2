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

/** In the layout that a trial of two steps finds faster. Processes of their own: the memory of one trial is none of another's. */
export async function runInTorch(python, { preset, batch, size, threads, rounds, warmUp }) {
  const inLayout = async (layout, steps) => {
    const args = [here('torch_step.py'), preset, batch, size, threads, steps, layout].map(String);
    const { stdout } = await run(python, args, { env: peerEnvironment() });
    return { layout, ...JSON.parse(stdout) };
  };
  const trials = [await inLayout('contiguous', 2), await inLayout('channels-last', 2)];
  const [{ layout }] = trials.sort((a, b) => Math.min(...a.times) - Math.min(...b.times));
  const { times, cpuTimes, ...result } = await inLayout(layout, rounds + warmUp);
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
