/** Ctrl-C (or a polite kill) as an AbortSignal; a second one ends the process at once. */
import { say } from '../../progress/screen.js';

export function interruptSignal(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals = 'SIGINT') => {
    if (controller.signal.aborted) {
      release();
      process.kill(process.pid, signal);
      return;
    }
    say('Stopping after this step, with a checkpoint. Once more to stop at once.');
    controller.abort();
  };
  const release = () => {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, release };
}
