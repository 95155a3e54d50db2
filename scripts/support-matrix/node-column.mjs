/** Started by support-matrix.mjs: repairs and gradients are global, so each column has a process of its own. */
import { measure } from './measure.mjs';

process.send(await measure(JSON.parse(process.argv[2])));
process.disconnect();
