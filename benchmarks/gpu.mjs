/**
 * Inference and training of both presets on the graphics card that is there: WebGPU in Node, WebGL and WebGPU in Chromium,
 * with onnxruntime-web and (where Python has it, and a card) PyTorch beside them. JSON lines on the standard output, tables on the
 * standard error.
 *
 *     npm run build
 *     node benchmarks/gpu.mjs                      # everything; --json FILE keeps the lines
 *     node benchmarks/gpu.mjs --count              # programs and JavaScript of a step and an image, on drivers in software
 *     node benchmarks/gpu.mjs --only webgpu --only aaai --only train --limit 60
 *     node benchmarks/gpu.mjs --pack FOLDER        # a kit for a machine without network, Node or browser
 *
 * Counted is what the driver is told to run: dispatches of WebGPU, draws of WebGL. README.md says how to read it.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openHosts } from './gpu/hosts.mjs';
import { countPlan, fullPlan } from './gpu/plan.mjs';
import { formatTables } from './gpu/tables.mjs';

const { values: options } = parseArgs({
  options: {
    count: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    limit: { type: 'string' },
    json: { type: 'string' },
    pack: { type: 'string' },
    software: { type: 'boolean', default: false },
  },
});

if (options.pack !== undefined) {
  const { pack } = await import('./gpu/pack.mjs');
  await pack(options.pack);
} else await main();

async function main() {
  const { count, only } = options;
  const limit = Number(options.limit ?? (count ? 900 : 120));
  if (!(limit > 0)) throw new Error(`--limit is ${options.limit}; it is a number of seconds.`);
  const wanted = (ask) => only.every((word) => Object.values(ask).map(String).includes(word));
  const plan = (count ? countPlan() : fullPlan()).filter(wanted);
  if (plan.length === 0) throw new Error(`No case has all of: ${only.join(', ')}.`);
  const hosts = await openHosts({ software: count || options.software });
  const lines = [];
  const emit = (line) => {
    lines.push(line);
    console.log(JSON.stringify(line));
  };
  try {
    for (const ask of plan) {
      const outcome = await hosts.run(ask, limit);
      const { where, hardware } = outcome;
      if (outcome.error) emit({ ...ask, where, error: outcome.error });
      else if (count) emit({ ...outcome.result, where, hardware: hardware?.name });
      else emit({ ...ask, where, hardware: hardware?.name, software: hardware?.software, ...outcome.result });
    }
  } finally {
    await hosts.close();
    if (options.json)
      writeFileSync(options.json, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  }
  console.error(formatTables(lines));
  // A figure that is missing is a failure of what decides by figures.
  if (count && lines.some(({ error }) => error)) process.exitCode = 1;
}
