/** The queue as the built command line has it. */
export { jobKey } from '../../packages/cli/dist/queue/job.js';
export { openDatabase } from '../../packages/cli/dist/queue/open-database.js';
export { Queue } from '../../packages/cli/dist/queue/queue.js';
