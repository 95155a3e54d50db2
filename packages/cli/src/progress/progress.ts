/** A bar on a terminal, a line for each step elsewhere; on standard error, so that output can be piped. */
import { startBar } from './screen.js';

export interface Progress {
  step(line: string): void;
  /** Within a long step: the share of it that is done. */
  within(share: number, line: string): void;
  stop(): void;
}

/** Elsewhere than on a terminal a long step shows that it lives so often, milliseconds. */
const PATIENCE = 10_000;

export function startProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  let done = 0;
  if (!stream.isTTY) {
    let last = performance.now();
    const write = (line: string) => {
      stream.write(`[${done}/${total}] ${line}\n`);
      last = performance.now();
    };
    return {
      step: (line) => {
        done++;
        write(line);
      },
      within: (_, line) => {
        if (performance.now() - last > PATIENCE) write(line);
      },
      stop: () => {},
    };
  }
  const format = '{bar} {done}/{total}  {line}';
  const bar = startBar(stream, { format, total, facts: { line: '', done } });
  return {
    step: (line) => bar.update(++done, { line, done }),
    within: (share, line) => bar.update(done + share, { line, done }),
    stop: bar.stop,
  };
}
