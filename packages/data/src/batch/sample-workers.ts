/** The main thread's side: spreads requests for samples over workers. */

import type { Sample } from '../augment/sample.js';
import { check } from '../check-options.js';
import { checkList } from '../check-values.js';
import { DataError, type DataErrorCode } from '../errors.js';
import type { LoadSample } from './sample-keys.js';
import { listen, type MessageEnd, type SampleReply, type SampleRequest } from './worker-protocol.js';

interface Pending {
  resolve(sample: Sample): void;
  reject(error: Error): void;
}

/**
 * Loads samples in workers, each of which runs `serveSamples`; the least busy one gets the next request. Arrays are
 * moved, not copied.
 *
 * @example
 * // Node: new Worker(new URL('./worker.js', import.meta.url)) of node:worker_threads; in a page the global Worker
 * const workers = new SampleWorkers([1, 2].map(() => new Worker(new URL('./worker.js', import.meta.url))));
 * const source = new BatchSource({ count, load: workers.load });
 * // ...
 * workers.close();
 */
export class SampleWorkers {
  private readonly pending: Map<number, Pending>[];
  private sent = 0;
  private closed = false;

  constructor(private readonly workers: readonly MessageEnd[]) {
    checkList(workers, 'The workers', 'they are an array of Worker');
    for (const worker of workers) {
      check(
        typeof worker?.postMessage === 'function',
        'A worker',
        worker,
        'it is a Worker of the page or of Node',
      );
    }
    if (workers.length === 0) throw new DataError('empty', 'workers: none given; give at least one.');
    this.pending = workers.map(() => new Map());
    workers.forEach((worker, n) => {
      listen(worker, (message) => this.receive(n, message as SampleReply));
      if (worker.on) {
        worker.on('error', (error) => this.fail(n, (error as Error).message));
        worker.on('exit', () => this.fail(n, 'it ended'));
      } else {
        worker.addEventListener?.('error', (event) => {
          this.fail(n, (event as ErrorEvent).message || 'its script could not be started');
        });
      }
    });
  }

  /** Pass this as `load` of a `BatchSource`, without `augment`: workers augment on their side. */
  readonly load: LoadSample = (keys) =>
    new Promise((resolve, reject) => {
      if (this.closed) throw new DataError('invalid-argument', 'workers: already closed; make new ones.');
      const counts = this.pending.map((waiting) => waiting.size);
      const least = counts.indexOf(Math.min(...counts));
      const request: SampleRequest = { id: this.sent++, keys };
      this.pending[least].set(request.id, { resolve, reject });
      this.workers[least].postMessage(request, []);
    });

  /** Ends the workers; what is still asked for is rejected. */
  close(): void {
    this.closed = true;
    this.workers.forEach((worker, n) => {
      if (worker.terminate) worker.terminate();
      else worker.close?.();
      this.fail(n, 'it was closed');
    });
  }

  private receive(worker: number, reply: SampleReply): void {
    const waiting = this.pending[worker].get(reply.id);
    this.pending[worker].delete(reply.id);
    if ('sample' in reply) waiting?.resolve(reply.sample);
    else waiting?.reject(new DataError((reply.error.code ?? 'io') as DataErrorCode, reply.error.message));
  }

  private fail(worker: number, why: string): void {
    for (const { reject } of this.pending[worker].values()) {
      reject(new DataError('io', `worker ${worker} gives no more samples: ${why}.`));
    }
    this.pending[worker].clear();
  }
}
