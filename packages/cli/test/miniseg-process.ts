/** The built command as a process of its own, as a hospital runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const PROGRAM = path.resolve(import.meta.dirname, '../bin/miniseg.js');

export interface MinisegProcess {
  child: ChildProcess;
  said(): string;
  ended: Promise<number>;
}

/** The same bytes for the same input, whenever it is segmented. */
const SAME_TIME = { SOURCE_DATE_EPOCH: '1600000000' };

/** Of one test, which ends them all. */
export class Processes {
  readonly #running = new Set<ChildProcess>();

  start(words: readonly string[], env: Record<string, string> = {}): MinisegProcess {
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      env: { ...process.env, ...SAME_TIME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
    const ended = new Promise<number>((resolve) =>
      child.once('close', (code) => {
        this.#running.delete(child);
        resolve(code ?? -1);
      }),
    );
    return { child, said: () => said, ended };
  }

  killAll(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }
}
