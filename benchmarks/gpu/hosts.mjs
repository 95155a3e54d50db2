/** Where cases run: a Node process, a page of Chromium, a Python process; each case in a new one, with a time limit. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Chromium } from './chromium.mjs';
import { servePage } from './serve-page.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Beside this file in a checkout; beside the one script that a kit has. */
const beside = (name) => [here(name), here(`gpu/${name}`)].find((file) => existsSync(file));

/** Chromium's own Vulkan driver in software; a kit brings it along. */
const SWIFTSHADER = [
  here('../chromium'),
  ...['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'],
].map((folder) => path.join(folder, 'vk_swiftshader_icd.json'));

/** @param software drivers in software alone, also where there is a card */
export async function openHosts({ software }) {
  const driver = SWIFTSHADER.find((file) => existsSync(file));
  const environment = { ...process.env, ...(software && driver ? { VK_ICD_FILENAMES: driver } : {}) };
  const hardware = new Map();
  let page;
  const browser = await findChromium();
  const openPage = async () => {
    if (page) return page;
    const ready = process.env.MINISEG_GPU_PAGE;
    const folder = ready ?? mkdtempSync(path.join(os.tmpdir(), 'miniseg-page-'));
    if (!ready) await (await import('./bundle.mjs')).bundlePage(folder);
    const served = await servePage(folder);
    page = {
      url: served.url,
      close() {
        served.close();
        if (!ready) rmSync(folder, { recursive: true, force: true });
      },
    };
    return page;
  };
  const inNode = (ask, limit) =>
    runProcess(process.execPath, [beside('node-case.mjs'), JSON.stringify(ask)], environment, limit);
  const inPage = async (ask, limit) => {
    if (!browser) throw new Error('No Chromium or Chrome found: install one, or set CHROME_PATH.');
    const { url } = await openPage();
    const chromium = new Chromium(browser, { software });
    try {
      return await within(limit, chromium.run(url, ask));
    } finally {
      await chromium.close();
    }
  };
  const inPython = (ask, limit) =>
    runProcess('python3', [beside('torch_cuda.py'), ask.preset], process.env, limit);
  const hosts = { node: inNode, page: inPage, python: inPython };

  const attempt = async (host, ask, limit) => {
    const where = host === 'node' ? `Node ${process.version}` : host === 'page' ? 'Chromium' : 'Python';
    try {
      const until = 800 * limit;
      return { where, result: await hosts[host]({ ...ask, until }, limit) };
    } catch (error) {
      return { where, error: error.message };
    }
  };
  return {
    async run(ask, limit) {
      // Counted in Node where WebGPU is there: its threads' times can be told apart.
      const order = ask.host !== 'any' ? [ask.host] : ask.backend === 'webgpu' ? ['node', 'page'] : ['page'];
      let outcome;
      for (const host of order) {
        outcome = await attempt(host, ask, limit);
        if (outcome.error) continue;
        const key = `${host} ${ask.backend}`;
        if (host !== 'python' && !hardware.has(key)) {
          const seen = await attempt(host, { case: 'device', backend: ask.backend }, 60);
          hardware.set(key, seen.result?.hardware);
        }
        return { ...outcome, hardware: hardware.get(key) };
      }
      return outcome;
    },
    async close() {
      page?.close();
    },
  };
}

async function findChromium() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  if (process.env.MINISEG_GPU_PAGE) return undefined;
  return (await import('../../scripts/find-browser.mjs')).findBrowser();
}

/** A program that answers with one line on file descriptor 3: { result } or { error }. */
function runProcess(command, args, env, limit) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env });
    let [answer, complaint] = ['', ''];
    const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * limit);
    child.stdio[3].on('data', (text) => {
      answer += text;
    });
    child.stderr.on('data', (text) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      if (answer === '') {
        const last = complaint.trim().split('\n').pop();
        return reject(new Error(last || `No answer within ${limit} s.`));
      }
      const { result, error } = JSON.parse(answer);
      return error === undefined ? resolve(result) : reject(new Error(error));
    });
  });
}

function within(seconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${seconds} s.`)), 1000 * seconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
