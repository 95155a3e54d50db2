/** How far a run is: on a terminal a bar with the time that is left, elsewhere a line for each epoch. */
import { SingleBar } from 'cli-progress';
import { duration } from '../text/duration.js';

export interface TrainProgress {
  /** A step is done. */
  step(facts: { done: number; epoch: number; loss: number }): void;
  /** A line that stays. */
  line(text: string): void;
  stop(): void;
}

/** Elsewhere than on a terminal a long epoch shows that it lives so often, milliseconds. */
const PATIENCE = 30_000;
/** Weight of the newest step in the mean that the remaining time is computed from. */
const NEWEST = 0.05;

export function startTrainProgress(
  total: number,
  done: number,
  stream: NodeJS.WriteStream = process.stderr,
): TrainProgress {
  let before = performance.now();
  let mean: number | undefined;
  /** Steps of one run take different times (scales, validation): a slow mean. */
  const remaining = (now: number) => {
    const seconds = (performance.now() - before) / 1000;
    before = performance.now();
    mean = mean === undefined ? seconds : mean + NEWEST * (seconds - mean);
    return duration(mean * (total - now));
  };
  if (!stream.isTTY) {
    let last = performance.now();
    return {
      step: (facts) => {
        const left = remaining(facts.done);
        if (performance.now() - last < PATIENCE) return;
        last = performance.now();
        stream.write(
          `[${facts.done}/${total}] epoch ${facts.epoch}, loss ${facts.loss.toFixed(4)}, ${left} left\n`,
        );
      },
      line: (text) => {
        last = performance.now();
        stream.write(`${text}\n`);
      },
      stop: () => {},
    };
  }
  const bar = new SingleBar({
    stream,
    format: '{bar} {value}/{total}  epoch {epoch}  loss {loss}  {left} left',
    hideCursor: true,
    fps: 10,
  });
  bar.start(total, done, { epoch: '-', loss: '-', left: '?' });
  return {
    step: ({ done: now, epoch, loss }) =>
      bar.update(now, { epoch, loss: loss.toFixed(4), left: remaining(now) }),
    line: (text) => {
      // Over the bar, which is drawn again below it.
      stream.write(`\r\u001b[K${text}\n`);
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
