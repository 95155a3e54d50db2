/**
 * node node-case.mjs '<JSON of preset, batch, size, backend, rounds, warmUp, threads>': measures in a process of its own,
 * whose peak memory is then the case's.
 */
import { measure } from './measure.mjs';
import { heapBytes, startBackend } from './node-backend.mjs';

const { backend, threads = 1, ...options } = JSON.parse(process.argv[2]);
await startBackend(backend, threads);
const measured = await measure(options);
const result = { ...measured, heapBytes: heapBytes(), residentBytes: process.resourceUsage().maxRSS * 1024 };
process.send(result, () => process.exit());
