/** Where a run waits while it is paused. */
export class PauseGate {
  private closed: Promise<void> | undefined;
  private open: (() => void) | undefined;

  get isClosed(): boolean {
    return this.closed !== undefined;
  }

  pause(): void {
    this.closed ??= new Promise((resolve) => {
      this.open = resolve;
    });
  }

  resume(): void {
    this.closed = undefined;
    this.open?.();
  }

  /** Until `resume`, or an abort. */
  async wait(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted || !this.closed) return;
    const aborted = new AbortController();
    const abort = new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true, signal: aborted.signal });
    });
    await Promise.race([this.closed, abort]);
    // Takes the listener away: signals outlive runs.
    aborted.abort();
  }
}
