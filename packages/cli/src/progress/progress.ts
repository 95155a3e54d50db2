/** A bar on a terminal, a line for each step elsewhere; on standard error, so that output can be piped. */
import { printable } from '@miniseg/checkpoints/safetensors';
import { tellParent } from './parent.js';
import { startBar } from './screen.js';

export interface Progress {
  step(line: string): void;
  /** Within a long step: the share of it that is done. */
  within(share: number, line: string): void;
  stop(): void;
}

/** Elsewhere than on a terminal a long step shows that it lives so often, milliseconds. */
const PATIENCE = 10_000;
/** A service that waits is told at most so often, milliseconds. */
const PACE = 500;

export function startProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  let done = 0;
  let told = 0;
  const tell = (share: number) => {
    if (performance.now() - told < PACE && share < 1) return;
    told = performance.now();
    tellParent({ share });
  };
  if (!stream.isTTY) {
    let last = performance.now();
    const write = (line: string) => {
      stream.write(`[${done}/${total}] ${printable(line)}\n`);
      last = performance.now();
    };
    return {
      step: (line) => {
        done++;
        tell(done / total);
        write(line);
      },
      within: (share, line) => {
        tell((done + share) / total);
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
