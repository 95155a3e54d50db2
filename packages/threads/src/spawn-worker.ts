/** A worker from the source text of functions, in Node and in browsers: no bundler and no server needs to know of a file. */
import { check, checkOptions } from './check-options.js';
import { ThreadsError } from './errors.js';

/** A function that is sent as text, so it can use nothing but its arguments and globals; so can each of its tools. */
// biome-ignore lint/suspicious/noExplicitAny: what the two sides exchange is theirs to say.
export type WorkerMain = (data: any, tools: any, post: WorkerPost, listen: WorkerListen) => void;
/** Sends a message to whoever spawned the worker; the first one must be 'ready'. */
export type WorkerPost = (message: unknown, transfer?: readonly ArrayBufferLike[]) => void;
/** Has `listener` called with every message from now on. */
// biome-ignore lint/suspicious/noExplicitAny: the listener says what it takes.
export type WorkerListen = (listener: (message: any) => void) => void;

/** What a worker runs: functions as source text, and their data. */
export interface WorkerSource {
  main: WorkerMain;
  /** Functions that `main` needs, by the names under which it finds them. */
  // biome-ignore lint/suspicious/noExplicitAny: functions of any kind.
  tools: Readonly<Record<string, (...args: any[]) => unknown>>;
  /** What `main` gets, by structured clone. */
  data: unknown;
}

/** What a worker tells whoever started it. */
export interface WorkerEvents {
  /** A message after the first. */
  message?(message: unknown): void;
  /** The worker has thrown, and is gone. */
  failure?(error: Error): void;
}

/** A running worker, the same in Node and in a page. */
export interface SpawnedWorker {
  post(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
  /** Whether it keeps a Node process alive; it does not at first. */
  hold(busy: boolean): void;
  terminate(): void;
}

interface NodeWorker {
  on(event: 'message', listener: (value: unknown) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  postMessage(value: unknown, transfer?: readonly ArrayBufferLike[]): void;
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
  versions?: { node?: string };
  getBuiltinModule?(name: 'node:worker_threads'): NodeWorkerThreads | undefined;
}

/**
 * @returns When the worker has posted 'ready'; rejects when it fails before.
 * @throws {ThreadsError} for a source without a function, and where there are no threads at all.
 */
export async function spawnWorker(source: WorkerSource, events: WorkerEvents = {}): Promise<SpawnedWorker> {
  checkOptions('spawnWorker', source, { main: 1, tools: 1, data: 1 });
  checkOptions('the events of spawnWorker', events, { message: 1, failure: 1 });
  check(typeof source.main === 'function', 'main of spawnWorker', source.main, 'it is a function');
  const areTools = Object.values(source.tools ?? {}).every((tool) => typeof tool === 'function');
  check(areTools, 'tools of spawnWorker', source.tools, 'they are an object of functions');
  const tools = Object.entries(source.tools ?? {}).map(([name, tool]) => `${name}: ${tool}`);
  const call = (data: string, post: string, listen: string) =>
    `(${source.main})(${data}, { ${tools.join(', ')} }, ${post}, ${listen});`;
  // Not an import: bundlers for browsers would have to resolve it.
  const process = (globalThis as { process?: ProcessWithModules }).process;
  const threads = process?.getBuiltinModule?.('node:worker_threads');
  if (!threads && typeof Worker === 'undefined') {
    const where = process?.versions?.node ? `Node ${process.versions.node}` : 'This platform';
    const message = `${where} has neither process.getBuiltinModule nor Worker, so there are no threads; Node has them from 20.19 and 22.12.`;
    return Promise.reject(new ThreadsError('state', message));
  }
  return threads ? inNode(threads, call, source.data, events) : inBrowser(call, source.data, events);
}

type Call = (data: string, post: string, listen: string) => string;

function inNode({ Worker }: NodeWorkerThreads, call: Call, data: unknown, events: WorkerEvents) {
  const post = '(message, transfer) => parentPort.postMessage(message, transfer)';
  const listen = "(listener) => parentPort.on('message', listener)";
  const source = `const { parentPort, workerData } = require('node:worker_threads'); ${call('workerData', post, listen)}`;
  return new Promise<SpawnedWorker>((resolve, reject) => {
    // The options of this process are not for the worker: `--input-type=module` would take `require` away.
    const worker = new Worker(source, { eval: true, execArgv: [], workerData: data });
    worker.on('error', (error) => {
      reject(error);
      events.failure?.(error);
    });
    worker.on('message', (message) => {
      if (message !== 'ready') return events.message?.(message);
      worker.unref();
      resolve({
        post: (message, transfer) => worker.postMessage(message, transfer),
        hold: (busy) => (busy ? worker.ref() : worker.unref()),
        terminate: () => void worker.terminate(),
      });
    });
  });
}

function inBrowser(call: Call, data: unknown, events: WorkerEvents) {
  const post = '(message, transfer) => postMessage(message, transfer)';
  const listen = '(listener) => { onmessage = ({ data }) => listener(data); }';
  const source = `onmessage = ({ data }) => ${call('data', post, listen)}`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  return new Promise<SpawnedWorker>((resolve, reject) => {
    const worker = new Worker(url);
    worker.onerror = (event) => {
      const error = new Error(
        event.message || 'The worker was refused, perhaps by a content security policy.',
      );
      worker.terminate();
      reject(error);
      events.failure?.(error);
    };
    worker.onmessage = ({ data: message }) => {
      if (message !== 'ready') return events.message?.(message);
      resolve({
        post: (message, transfer) => worker.postMessage(message, transfer as Transferable[]),
        hold: () => {},
        terminate: () => worker.terminate(),
      });
    };
    worker.postMessage(data);
  }).finally(() => URL.revokeObjectURL(url));
}
