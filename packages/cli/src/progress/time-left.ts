/** How long a run still takes, from what its steps have taken. */
import { duration } from '../text/duration.js';

export interface TimeLeft {
  /** Seconds that are left after so many steps; undefined as long as nothing can be said. */
  after(step: number): number | undefined;
}

/**
 * Steps of one epoch take different times: each pass over the slices has a size of its own. So a step counts as the work
 * of its pass, and the rate is that of all work since the first step of this process, validation in between included.
 * The first step itself, which starts the backend, does not count.
 *
 * @param passes Work of a step in each pass of an epoch, in any unit: pixels of a slice
 * @param now Milliseconds; for tests
 */
export function timeLeft(
  { total, done, epochs, passes }: { total: number; done: number; epochs: number; passes: readonly number[] },
  now: () => number = () => performance.now(),
): TimeLeft {
  const perEpoch = total / epochs;
  const workOf = (step: number) => {
    const inEpoch = step % perEpoch;
    const perPass = perEpoch / passes.length;
    const epochWork = passes.reduce((sum, work) => sum + work * perPass, 0);
    const begun = passes.reduce((sum, work, pass) => {
      const steps = Math.min(perPass, Math.max(0, inEpoch - pass * perPass));
      return sum + work * steps;
    }, 0);
    return Math.floor(step / perEpoch) * epochWork + begun;
  };
  let begin: { step: number; time: number } | undefined;
  return {
    after(step) {
      begin ??= step > done ? { step, time: now() } : undefined;
      if (!begin || step === begin.step) return undefined;
      const rate = (now() - begin.time) / 1000 / (workOf(step) - workOf(begin.step));
      return rate * (workOf(total) - workOf(step));
    },
  };
}

/** `about 5 min 3 s left`; `?` as long as nothing can be said. */
export const describeLeft = (seconds: number | undefined, atMost: boolean): string =>
  seconds === undefined ? 'time left: ?' : `${atMost ? 'at most ' : ''}about ${duration(seconds)} left`;
