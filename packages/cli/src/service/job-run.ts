/** What a job is done with. */
import type { TakenJob } from '../queue/job.js';
import type { Gate } from '../segment/gate.js';
import type { Scratch } from './scratch.js';

export interface JobRun {
  job: TakenJob;
  /** Canceled, or the worker is stopped. */
  signal: AbortSignal;
  timeoutMs: number;
  scratch: Scratch;
  /** Folder of all results on this machine, where it is another than the one in the job. */
  out?: string;
  /** Studies at once that use the processor. */
  compute: Gate;
  /** Fetches from an archive, or sends to it, when it is this job's turn. */
  online<Result>(archive: string, work: () => Promise<Result>): Promise<Result>;
  /** Seconds for which it did, until now. */
  networkSeconds(): number;
  /** Bearer token for archives. */
  token?: string;
  /** What is being done, and the share of it that is. */
  at(stage: string, share: number): void;
}
