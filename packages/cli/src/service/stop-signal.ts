/** Ctrl-C and a service manager's stop, as an AbortSignal: what runs is ended and left for the next start. */
export function stopSignal(): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error('The service was stopped.'));
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.once(name, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}
