export { decodeBase64 } from './decode-base64.js';
export { shareMemory, shareOwnMemory } from './share-memory.js';
export { type Task, TaskPool, type TaskPoolOptions } from './task-pool.js';
export { ThreadPool, type ThreadPoolOptions, type WorkList } from './thread-pool.js';
export type { KernelCall } from './work-list.js';
