/** A worker for images, in Node and in browsers alike, from source text: no bundler and no server needs to know of it. */
import { classifyLogits } from '../classify-logits.js';
import { writeNormalized } from '../image.js';
import { applyImage } from '../plan/apply-image.js';
import { resizeRows } from '../resize-rows.js';
import { runJob } from '../run-job.js';
import { type LaneAnswer, type LaneData, type LaneRequest, type LaneTools, laneMain } from './lane-main.js';

export interface SpawnedLane {
  post(request: LaneRequest, transfer: ArrayBufferLike[]): void;
  /** Whether it keeps its process alive. */
  hold(busy: boolean): void;
  terminate(): void;
}

export interface LaneEvents {
  answer(answer: LaneAnswer): void;
  /** The worker is gone. */
  failure(error: Error): void;
}

interface NodeWorker {
  on(event: 'message', listener: (value: LaneAnswer | 'ready') => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  postMessage(value: unknown, transfer: readonly ArrayBufferLike[]): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

interface NodeWorkerThreads {
  Worker: new (
    source: string,
    options: { eval: true; execArgv: string[]; workerData: unknown },
  ) => NodeWorker;
}

interface ProcessWithModules {
  getBuiltinModule?(name: 'node:worker_threads'): NodeWorkerThreads | undefined;
}

const TOOLS: LaneTools = { applyImage, runJob, writeNormalized, resizeRows, classifyLogits };
const tools = `{ ${Object.entries(TOOLS)
  .map(([name, tool]) => `${name}: ${tool}`)
  .join(', ')} }`;

/** @returns When the worker has the weights; rejects when it cannot start. */
export function spawnLane(data: LaneData, events: LaneEvents): Promise<SpawnedLane> {
  // Not an import: bundlers for browsers would have to resolve it.
  const process = (globalThis as { process?: ProcessWithModules }).process;
  const threads = process?.getBuiltinModule?.('node:worker_threads');
  return threads ? spawnInNode(threads, data, events) : spawnInBrowser(data, events);
}

function spawnInNode(
  { Worker }: NodeWorkerThreads,
  data: LaneData,
  events: LaneEvents,
): Promise<SpawnedLane> {
  const source =
    `const { parentPort, workerData } = require('node:worker_threads');` +
    `(${laneMain})(workerData, ${tools}, (answer, transfer) => parentPort.postMessage(answer, transfer), ` +
    `(listener) => parentPort.on('message', listener));`;
  return new Promise((resolve, reject) => {
    // The options of this process are not for the worker: `--input-type=module` would take `require` away.
    const worker = new Worker(source, { eval: true, execArgv: [], workerData: data });
    worker.on('error', (error) => {
      reject(error);
      events.failure(error);
    });
    worker.on('message', (answer) => {
      if (answer !== 'ready') return events.answer(answer);
      worker.unref();
      resolve({
        post: (request, transfer) => worker.postMessage(request, transfer),
        hold: (busy) => (busy ? worker.ref() : worker.unref()),
        terminate: () => void worker.terminate(),
      });
    });
  });
}

function spawnInBrowser(data: LaneData, events: LaneEvents): Promise<SpawnedLane> {
  const source =
    `onmessage = ({ data }) => (${laneMain})(data, ${tools}, (answer, transfer) => postMessage(answer, transfer), ` +
    '(listener) => { onmessage = ({ data }) => listener(data); });';
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  return new Promise<SpawnedLane>((resolve, reject) => {
    const worker = new Worker(url);
    worker.onerror = (event) => {
      const error = new Error(
        event.message || 'The worker was refused, perhaps by a content security policy.',
      );
      worker.terminate();
      reject(error);
      events.failure(error);
    };
    worker.onmessage = ({ data: answer }: MessageEvent<LaneAnswer | 'ready'>) => {
      if (answer !== 'ready') return events.answer(answer);
      resolve({
        post: (request, transfer) => worker.postMessage(request, transfer as Transferable[]),
        hold: () => {},
        terminate: () => worker.terminate(),
      });
    };
    worker.postMessage(data);
  }).finally(() => URL.revokeObjectURL(url));
}
