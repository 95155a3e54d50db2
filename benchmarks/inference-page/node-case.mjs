/** node node-case.mjs <options in JSON>: the peak memory of this process is the case's. */
import { measure } from './measure.mjs';

const result = await measure(JSON.parse(process.argv[2]));
process.send({ ...result, residentBytes: process.resourceUsage().maxRSS * 1024 });
