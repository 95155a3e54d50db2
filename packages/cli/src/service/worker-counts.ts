/** What one worker has done since it began. */
export class WorkerCounts {
  done = 0;
  failed = 0;
  again = 0;
  /** Of work on jobs that are done. */
  seconds = 0;

  finished(how: 'done' | 'failed' | 'again', seconds: number): void {
    this[how]++;
    this.seconds += seconds;
  }
}
