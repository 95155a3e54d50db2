/**
 * The networks that the paper compares itself with, compiled, beside onnxruntime-web on the same threads: one 512x512 image,
 * in turns.
 *
 *     npm run build
 *     node benchmarks/rivals.mjs [enet unet ...] [--threads 1] [--rounds 6]
 *
 * By default twelve light ones; U-Net takes minutes a round (`unet --rounds 1`). Weights are those that a network begins with; both read what was made of the same
 * model (`saveProgram`, `exportOnnx`), and their logits are compared.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeInputs } from './engines/inputs.mjs';
import { listEngines } from './engines/list.mjs';
import { largestDifference, measureGroup, ratio } from './engines/measure.mjs';
import { formatTable } from './engines/table.mjs';

const SIZE = 512;
const LIGHT = [
  ...['enet', 'espnet', 'espnetv2', 'cgnet', 'edanet', 'lednet', 'mobilenet_decoder', 'mobilenetv2_decoder'],
  ...['mobilenetv3', 'shufflenet_decoder', 'shufflenetv2_decoder', 'bisenet'],
];
/** Of the largest logit: more is another network, not another order of additions. */
const LARGEST_DIFFERENCE = 1e-4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '1' }, rounds: { type: 'string', default: '6' } },
});
const [threads, rounds] = [Number(values.threads), Number(values.rounds)];
const names = positionals.length > 0 ? positionals : LIGHT;
const listed = listEngines({ threads: [threads] }).filter(({ missing }) => missing === undefined);
// The fastest build that this Node has.
const compiled = listed.filter(({ name }) => name === 'compiled').at(-1);
const web = listed.find(({ name }) => name === 'onnxruntime-web');
const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-rivals-'));
const rows = [];
const ratios = [];
try {
  for (const name of names) {
    process.stderr.write(`${name} ...\n`);
    const { inputs } = await writeInputs(folder, name, SIZE);
    const [ours, theirs] = await measureGroup({ engines: [compiled, web], threads, inputs, folder, rounds });
    const failed = ours.error ?? theirs.error;
    if (failed) {
      rows.push([name, 'FAILED', failed]);
      process.exitCode = 1;
      continue;
    }
    const largest = theirs.logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = largestDifference(ours.logits, theirs.logits) / largest;
    if (!(difference < LARGEST_DIFFERENCE)) process.exitCode = 1;
    const share = ratio(ours.times, theirs.times);
    ratios.push(share);
    const least = ({ times }) => Math.min(...times).toFixed(1);
    rows.push([name, least(ours), least(theirs), share.toFixed(2), difference.toExponential(0)]);
    process.stderr.write(`  ${share.toFixed(2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${compiled.label} beside ${web.label}, ${threads} thread(s), Node ${process.version}\n`);
console.log(formatTable(['network', 'compiled, ms', 'web, ms', 'ratio', 'difference'], rows, 1));
const mean = Math.exp(ratios.reduce((sum, value) => sum + Math.log(value), 0) / ratios.length);
if (ratios.length > 1) console.log(`\ngeometric mean: ${mean.toFixed(2)}`);
