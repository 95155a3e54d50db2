/** How far a run is: on a terminal a bar with the time that is left, elsewhere a line now and then. */
import { duration } from '../text/duration.js';
import { say, startBar } from './screen.js';
import { describeLeft, timeLeft } from './time-left.js';

export interface TrainProgressOptions {
  /** Steps of the run, and those that were done before. */
  total: number;
  done: number;
  epochs: number;
  /** Work of a step in each pass of an epoch: pixels of a slice. */
  passes: readonly number[];
  /** The run may end earlier. */
  mayStopEarly: boolean;
}

export interface TrainProgress {
  /** A step is done. */
  step(facts: { done: number; epoch: number; loss: number }): void;
  /** Time that is left, in words; undefined as long as nothing can be said. */
  left(): string | undefined;
  /** What goes on between steps: `validating, slice 3 of 20`. */
  doing(what: string): void;
  stop(): void;
}

/** Elsewhere than on a terminal a long epoch shows that it lives so often, milliseconds. */
const PATIENCE = 30_000;

export function startTrainProgress(
  { total, done, epochs, passes, mayStopEarly }: TrainProgressOptions,
  stream: NodeJS.WriteStream = process.stderr,
): TrainProgress {
  const left = timeLeft({ total, done, epochs, passes });
  let seconds: number | undefined;
  const inWords = () =>
    seconds === undefined ? undefined : `${mayStopEarly ? 'at most ' : ''}about ${duration(seconds)}`;
  const describe = (step: number, epoch: number, loss: number) => {
    seconds = left.after(step);
    const remaining = describeLeft(seconds, mayStopEarly);
    return `epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}, ${remaining}`;
  };
  if (!stream.isTTY) {
    let last = performance.now();
    return {
      step: ({ done: step, epoch, loss }) => {
        const line = describe(step, epoch, loss);
        if (performance.now() - last < PATIENCE) return;
        last = performance.now();
        say(`[${step}/${total}] ${line}`);
      },
      left: inWords,
      doing: () => {},
      stop: () => {},
    };
  }
  const format = '{bar} step {value}/{total}  {line}';
  const bar = startBar(stream, { format, total, done, facts: { line: 'starting' }, clear: true });
  let value = done;
  return {
    step: ({ done: step, epoch, loss }) => {
      value = step;
      bar.update(step, { line: describe(step, epoch, loss) });
    },
    left: inWords,
    doing: (what) => bar.update(value, { line: what }),
    stop: bar.stop,
  };
}
