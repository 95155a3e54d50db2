/** One replica of a data-parallel step, in a worker of node-case.mjs. */
import { parentPort, workerData } from 'node:worker_threads';
import { ReplicaGroup, setReplicaGroup } from '@miniseg/ops';
import { measure } from './measure.mjs';
import { heapBytes, startBackend } from './node-backend.mjs';

const { memory, rank, backend, ...options } = workerData;
await startBackend(backend);
const group = new ReplicaGroup(memory, rank);
setReplicaGroup(group);
const measured = await measure({ ...options, group });
parentPort.postMessage({ ...measured, heapBytes: heapBytes() });
