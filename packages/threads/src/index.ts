export { decodeBase64 } from './decode-base64.js';
export { ThreadsError, type ThreadsErrorCode } from './errors.js';
export { isSharedMemory } from './is-shared-memory.js';
export { type ItemSource, type MapInOrderOptions, mapInOrder } from './map-in-order.js';
export { shareMemory, shareOwnMemory } from './share-memory.js';
export {
  type SpawnedWorker,
  spawnWorker,
  type WorkerEvents,
  type WorkerListen,
  type WorkerMain,
  type WorkerPost,
  type WorkerSource,
} from './spawn-worker.js';
export { type Task, TaskPool, type TaskPoolOptions } from './task-pool.js';
export { ThreadPool, type ThreadPoolOptions, type WorkList } from './thread-pool.js';
export { type WasmFeatures, wasmFeatures } from './wasm-features.js';
export type { KernelCall } from './work-list.js';
