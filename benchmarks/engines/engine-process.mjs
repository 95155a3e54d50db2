/** An engine in a process of its own, which stands still while others are measured. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Models are loaded and shapes planned in this time, or the engine counts as broken. */
const START_MS = 180_000;

/** Those that run. One that stands still would outlive a benchmark that is interrupted. */
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export class EngineProcess {
  /** Resolves to what the engine calls itself, when it has run once. */
  ready;
  #child;
  #lines;
  #complaint = '';

  /** @param command The program and its arguments; `options` follow as JSON. */
  constructor([program, ...commandLine], options, environment) {
    this.#child = spawn(program, [...commandLine, JSON.stringify(options)], {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      env: environment,
    });
    running.add(this.#child);
    this.#child.once('exit', () => running.delete(this.#child));
    this.#child.stderr.on('data', (text) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-2000);
    });
    this.#child.stdin.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdio[3] })[Symbol.asyncIterator]();
    this.ready = this.#start();
    // Whoever waits for it hears of it.
    this.ready.catch(() => {});
  }

  async #start() {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), START_MS);
    const exited = new Promise((resolve) => this.#child.once('error', resolve));
    const answer = await Promise.race([this.#answer(), exited.then((error) => Promise.reject(error))]);
    clearTimeout(timer);
    this.#pause();
    return answer.ready;
  }

  /** @returns milliseconds of each of `count` images in a row. */
  async run(count) {
    this.#signal('SIGCONT');
    this.#child.stdin.write(`${JSON.stringify({ run: count })}\n`);
    const { times } = await this.#answer();
    this.#pause();
    return times;
  }

  stop() {
    this.#child.kill('SIGKILL');
  }

  async #answer() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`The process ended. ${this.#complaint.trim().split('\n').slice(-3).join(' ')}`);
    return JSON.parse(value);
  }

  /** Threads that wait in a loop for more work would take the time of the next engine. */
  #pause() {
    this.#signal('SIGSTOP');
  }

  #signal(name) {
    if (process.platform !== 'win32') this.#child.kill(name);
  }
}
