/** A command of this program as a process of its own: a study that breaks it, or takes all memory, ends only that. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { CliErrorCode } from '../errors.js';
import { PARENT, type ToParent } from '../progress/parent.js';

const MANIFEST = createRequire(import.meta.url).resolve('@miniseg/cli/package.json');
const PROGRAM = path.join(path.dirname(MANIFEST), 'bin', 'miniseg.js');
/** Of what the command said, which may be much. */
const KEPT = 4000;

export interface Ended {
  /** 0 where it succeeded. */
  code: number;
  /** What it said of its failure, or why it was ended. */
  reason: string;
  /** Of its failure; absent where it could not say. */
  failed?: CliErrorCode | 'defect' | 'timeout';
}

export interface RunOptions {
  /** After which it is ended. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Of its environment, beside this process's own. */
  env?: Readonly<Record<string, string>>;
  /** Share that is done. */
  onProgress?: (share: number) => void;
}

/** It ends with this process, however that ends. Rejects with the signal's reason, once the command is gone. */
export function runMiniseg(
  words: readonly string[],
  { timeoutMs, signal, env = {}, onProgress = () => {} }: RunOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...env, [PARENT]: '1' },
    });
    let said = '';
    let why: string | undefined;
    let failed: Ended['failed'];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT);
    });
    child.on('message', (message: ToParent) => {
      if ('share' in message) onProgress(message.share);
      else failed = message.failed;
    });
    const end = (reason: string) => {
      why ??= reason;
      child.kill('SIGKILL');
    };
    const stop = () => end('the service was stopped');
    const timer = setTimeout(() => {
      failed = 'timeout';
      end(`it took longer than ${timeoutMs / 60_000} minutes`);
    }, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, killedBy) => {
      settle();
      if (signal.aborted) return reject(signal.reason);
      if (why === undefined && killedBy !== null)
        why = `the process was ended by ${killedBy}, perhaps for want of memory`;
      resolve({ code: code ?? 1, reason: why ?? reasonIn(said), ...(failed && { failed }) });
    });
  });
}

/** What follows the program's name in its last message. */
function reasonIn(said: string): string {
  const at = said.lastIndexOf('miniseg: ');
  return (at < 0 ? said : said.slice(at + 'miniseg: '.length)).trim() || 'it ended without a word';
}
