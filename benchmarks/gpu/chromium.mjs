/** Chromium over --remote-debugging-pipe, with nothing but Node: it also runs where nothing can be installed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const COMMON = [
  ...['--headless=new', '--no-sandbox', '--ignore-gpu-blocklist', '--enable-unsafe-webgpu', '--no-first-run'],
  ...[
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-gpu-watchdog',
  ],
  ...['--disable-dev-shm-usage', '--disable-breakpad', '--disable-background-timer-throttling'],
];
const SOFTWARE = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-webgpu-adapter=swiftshader',
];
const HARDWARE = ['--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface'];

export class Chromium {
  #process;
  #profile;
  #next = 1;
  #waiting = new Map();

  constructor(executable, { software }) {
    this.#profile = mkdtempSync(path.join(os.tmpdir(), 'miniseg-gpu-'));
    const flags = [...COMMON, ...(software ? SOFTWARE : HARDWARE), `--user-data-dir=${this.#profile}`];
    this.#process = spawn(executable, [...flags, '--remote-debugging-pipe', 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    let rest = '';
    this.#process.stdio[4].on('data', (text) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop();
      for (const message of messages) this.#take(JSON.parse(message));
    });
    const gone = () => this.#fail(new Error('Chromium ended.'));
    this.#process.on('exit', gone).on('error', gone);
  }

  #take({ id, result, error }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #ask(method, params = {}, sessionId = undefined) {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Opens the page, and gives what `runCase(ask)` returns there. */
  async run(url, ask) {
    const { targetId } = await this.#ask('Target.createTarget', { url });
    const { sessionId } = await this.#ask('Target.attachToTarget', { targetId, flatten: true });
    const evaluate = async (expression) => {
      const params = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await this.#ask('Runtime.evaluate', params, sessionId);
      if (!exceptionDetails) return result.value;
      throw new Error(
        String(exceptionDetails.exception?.description ?? exceptionDetails.text).split('\n')[0],
      );
    };
    for (let i = 0; i < 300 && !(await evaluate('typeof runCase === "function"')); i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return evaluate(`runCase(${JSON.stringify(ask)})`);
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
