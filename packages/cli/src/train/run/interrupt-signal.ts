/** Ctrl-C (or a polite kill) as an AbortSignal; a second one ends the process at once. */
export function interruptSignal(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => {
    process.stderr.write('\nStopping after this step, with a checkpoint. Once more to stop at once.\n');
    release();
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
