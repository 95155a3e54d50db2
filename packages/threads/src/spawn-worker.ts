/** A worker from source text, in Node and in browsers alike: no bundler and no server needs to know of a file. */

export interface SpawnedWorker {
  terminate(): void;
}

interface NodeWorkerThreads {
  Worker: new (
    source: string,
    options: { eval: true; execArgv: string[]; workerData: unknown },
  ) => {
    on(event: 'message' | 'error', listener: (value: unknown) => void): void;
    unref(): void;
    terminate(): Promise<number>;
  };
}

interface ProcessWithModules {
  getBuiltinModule?(name: 'node:worker_threads'): NodeWorkerThreads | undefined;
}

/**
 * @param body Source of a function that takes (data, ready) and is run once in the worker.
 * @param data What the worker gets, by structured clone.
 * @returns When the worker has called `ready`; rejects when it fails before. A worker in Node does not keep its process
 *   alive.
 */
export function spawnWorker(body: string, data: unknown): Promise<SpawnedWorker> {
  // Not an import: bundlers for browsers would have to resolve it.
  const process = (globalThis as { process?: ProcessWithModules }).process;
  const threads = process?.getBuiltinModule?.('node:worker_threads');
  return threads ? spawnInNode(threads, body, data) : spawnInBrowser(body, data);
}

function spawnInNode({ Worker }: NodeWorkerThreads, body: string, data: unknown): Promise<SpawnedWorker> {
  const source =
    `const { parentPort, workerData } = require('node:worker_threads');` +
    `(${body})(workerData, () => parentPort.postMessage('ready'));`;
  // The options of this process are not for the worker: `--input-type=module` would take `require` away.
  const worker = new Worker(source, { eval: true, execArgv: [], workerData: data });
  return new Promise((resolve, reject) => {
    worker.on('message', () => {
      worker.unref();
      resolve({ terminate: () => void worker.terminate() });
    });
    worker.on('error', reject);
  });
}

function spawnInBrowser(body: string, data: unknown): Promise<SpawnedWorker> {
  const source = `onmessage = ({ data }) => (${body})(data, () => postMessage('ready'));`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return new Promise<SpawnedWorker>((resolve, reject) => {
    worker.onmessage = () => resolve(worker);
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(`A worker did not start: ${event.message}`));
    };
    worker.postMessage(data);
  }).finally(() => URL.revokeObjectURL(url));
}
