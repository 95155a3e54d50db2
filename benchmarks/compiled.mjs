/**
 * Where the time of a compiled network goes, and how it grows: each step of one grey image, what share of the machine's peak
 * (a multiply-add loop of the same WebAssembly) it reaches, and with --scale time and memory by side and by batch.
 *
 *     npm run build
 *     node benchmarks/compiled.mjs                                   # both presets, one thread, 512x512, kernel by kernel
 *     node benchmarks/compiled.mjs paper --simd baseline --rounds 30 --steps
 *     node benchmarks/compiled.mjs aaai --wide on --threads 2        # vectors of 256 bits: Node 24 or later on x64
 *     node benchmarks/compiled.mjs --scale                           # sides from 128 to 2048, 1 to 16 images on workers
 *
 * Every figure is the least of all rounds: other work on the machine adds time and never takes any. The compiled
 * network beside other engines: benchmarks/engines.mjs.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { useBackend } from '@miniseg/backends';
import { compile } from '@miniseg/compile';
import { enableRelaxedSimd, enableWideVectors } from '@miniseg/engine/node';
import { miniSeg } from '@miniseg/model';

const SIDE = 512;
const SIDES = [128, 256, 512, 1024, 2048];
const BATCHES = [1, 2, 4, 8, 16];
const NORMALIZATION = { mean: 0.5, std: 0.25 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    simd: { type: 'string', default: 'auto' },
    wide: { type: 'string', default: 'auto' },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '20' },
    steps: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
  },
});
const WIDE = { auto: 'auto', on: true, off: false };
if (!Object.hasOwn(WIDE, values.wide)) throw new Error(`--wide is ${values.wide}; it takes auto, on or off.`);
const [threads, rounds] = [values.threads, values.rounds].map(Number);
if (values.simd !== 'baseline') enableRelaxedSimd();
if (values.wide !== 'off') await enableWideVectors();
await useBackend('cpu');
for (const preset of positionals.length > 0 ? positionals : ['aaai', 'paper']) {
  const model = miniSeg({ preset, seed: 1 });
  const options = { target: 'wasm', simd: values.simd, wide: WIDE[values.wide] };
  if (values.scale) await scale(preset, model, options);
  else await steps(preset, await compile(model, { ...options, threads }));
  model.dispose();
}

async function steps(preset, predictor) {
  const profile = await predictor.profile(SIDE, { rounds });
  predictor.dispose();
  printHead(preset, profile);
  const kernels = new Map();
  for (const { kernel, milliseconds, multiplyAdds, bytes } of profile.steps) {
    const sum = kernels.get(kernel) ?? { milliseconds: 0, multiplyAdds: 0, bytes: 0 };
    kernels.set(kernel, {
      milliseconds: sum.milliseconds + milliseconds,
      multiplyAdds: sum.multiplyAdds + multiplyAdds,
      bytes: sum.bytes + bytes,
    });
  }
  const rows = values.steps ? profile.steps.map((step) => [step.name, step]) : [...kernels];
  for (const [name, row] of rows) console.log(line(name, row, profile));
  const bytes = profile.steps.reduce((total, step) => total + step.bytes, 0);
  console.log(line('all', { ...profile, bytes }, profile));
}

function printHead(preset, { peak, memoryBytes, wide }) {
  console.log(
    `${preset}, Node ${process.version}, ${threads} thread(s), vectors of ${wide ? 256 : 128} bits, peak ` +
      `${((2 * peak) / 1e9).toFixed(1)} GFLOP/s, ${(memoryBytes / 2 ** 20).toFixed(0)} MiB, load ${os.loadavg()[0].toFixed(1)}`,
  );
}

function line(name, { milliseconds, multiplyAdds, bytes }, { peak, milliseconds: all }) {
  const rate = (1000 * multiplyAdds) / milliseconds;
  const reached =
    multiplyAdds > 0
      ? `${((2 * rate) / 1e9).toFixed(1).padStart(6)} GFLOP/s ${((100 * rate) / peak).toFixed(0).padStart(4)} % of peak`
      : '';
  return (
    `  ${name.padEnd(values.steps ? 32 : 12)}${milliseconds.toFixed(2).padStart(8)} ms ` +
    `${((100 * milliseconds) / all).toFixed(0).padStart(4)} % ${(bytes / 2 ** 20).toFixed(1).padStart(7)} MiB ${reached}`
  );
}

async function scale(preset, model, options) {
  console.log(`${preset}, Node ${process.version}, load ${os.loadavg()[0].toFixed(1)}`);
  const one = await compile(model, { ...options, threads });
  for (const side of SIDES) {
    const { milliseconds, memoryBytes, ofPeak } = await one.profile(side, {
      rounds: Math.max(2, rounds / 4),
    });
    console.log(
      `  ${`${side}x${side}`.padEnd(12)}${milliseconds.toFixed(1).padStart(8)} ms ` +
        `${((1e6 * milliseconds) / side ** 2).toFixed(0).padStart(5)} ns/pixel ${(100 * ofPeak).toFixed(0).padStart(4)} % of peak ` +
        `${(memoryBytes / 2 ** 20).toFixed(0).padStart(5)} MiB`,
    );
  }
  one.dispose();
  const workers = os.availableParallelism();
  const many = await compile(model, { ...options, workers });
  const image = { data: new Uint8Array(SIDE ** 2).map((_, i) => (i * 31) % 251), width: SIDE, height: SIDE };
  const run = (images) => many.segment(images, { normalization: NORMALIZATION, probabilities: false });
  await run(new Array(2 * workers).fill(image));
  for (const batch of BATCHES) {
    const images = new Array(batch).fill(image);
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < Math.max(2, rounds / 4); round++) {
      const start = performance.now();
      await run(images);
      least = Math.min(least, performance.now() - start);
    }
    console.log(
      `  ${`${batch} image(s)`.padEnd(12)}${least.toFixed(1).padStart(8)} ms ${(least / batch).toFixed(1).padStart(6)} ms each, ${workers} workers`,
    );
  }
  many.dispose();
}
