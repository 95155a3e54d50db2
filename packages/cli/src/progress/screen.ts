/** The lower edge of the terminal: lines that stay, and at most one bar below them. */

import { printable } from '@miniseg/checkpoints/safetensors';
import { MultiBar } from 'cli-progress';
import { tellLines } from '../text/output.js';

export interface Bar {
  /** @param facts Values of the names in braces of the format. */
  update(value: number, facts: Record<string, string | number>): void;
  stop(): void;
}

export interface BarOptions {
  /** Text with `{bar}`, `{value}`, `{total}` and names of facts. */
  format: string;
  total: number;
  /** Where it begins. Default 0. */
  done?: number;
  facts: Record<string, string | number>;
  /** Leaves nothing when it stops. Default false: the bar as it was last. */
  clear?: boolean;
}

/** There is one terminal, and so one bar that lines must go above. */
let open: MultiBar | undefined;

/** A line that stays, above the bar where there is one; on standard error. */
export function say(text: string): void {
  if (open) {
    open.log(`${printable(text)}\n`);
    open.update();
  } else tellLines([text]);
}

/**
 * Draws a bar on a terminal. (`SingleBar` of cli-progress would go back to where it began when it stops, over the lines that
 * were written since; its `MultiBar` moves the cursor only from where it is.)
 */
export function startBar(
  stream: NodeJS.WriteStream,
  { format, total, done = 0, facts, clear = false }: BarOptions,
): Bar {
  const screen = new MultiBar({
    stream,
    format,
    fps: 10,
    // A kill may come at any moment, and a hidden cursor would stay hidden.
    hideCursor: false,
    // Lines above the bar wrap as all others do; the bar itself is cut to the width.
    linewrap: true,
    gracefulExit: false,
    clearOnComplete: clear,
  });
  const bar = screen.create(total, done, shown(facts));
  open = screen;
  const stop = () => {
    process.removeListener('SIGINT', interrupted);
    if (open !== screen) return;
    open = undefined;
    // What was said last is drawn first.
    screen.update();
    screen.stop();
  };
  /** Leaves the terminal in order; who stops for the signal is not this bar's business. */
  const interrupted = () => {
    if (process.listenerCount('SIGINT') > 1) return;
    stop();
    process.kill(process.pid, 'SIGINT');
  };
  process.on('SIGINT', interrupted);
  return { update: (value, next) => bar.update(value, shown(next)), stop };
}

/** Names of files are among the facts. */
const shown = (facts: BarOptions['facts']) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? printable(fact) : fact]),
  );
