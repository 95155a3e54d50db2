/** Preloaded (`node --import`): tells its parent, by file descriptor 3, the largest resident set in KiB. */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
