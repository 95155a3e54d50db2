/** node node-case.mjs <preset> <backend> <rounds>, started by in-node.mjs. */
import { measure } from './measure.mjs';

const [preset, backend, rounds] = process.argv.slice(2);
const result = await measure({ preset, backend, rounds: Number(rounds) });
process.send({ ...result, residentBytes: process.resourceUsage().maxRSS * 1024 });
