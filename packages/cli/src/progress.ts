/** A bar on a terminal, a line for each step elsewhere; on standard error, so that output can be piped. */
import { SingleBar } from 'cli-progress';

export interface Progress {
  step(line: string): void;
  stop(): void;
}

export function startProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  let done = 0;
  if (!stream.isTTY) {
    return {
      step: (line) => stream.write(`[${++done}/${total}] ${line}\n`),
      stop: () => {},
    };
  }
  const bar = new SingleBar({ stream, format: '{bar} {value}/{total}  {line}', hideCursor: true, fps: 10 });
  bar.start(total, 0, { line: '' });
  return {
    step: (line) => bar.update(++done, { line }),
    stop: () => bar.stop(),
  };
}
