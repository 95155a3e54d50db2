/**
 * Where the time of a compiled network goes: each step of one 512x512 grey image on one thread, and what share of the
 * machine's peak (a multiply-add loop of the same WebAssembly) it reaches.
 *
 *     npm run build
 *     node benchmarks/compiled.mjs                       # both presets, relaxed SIMD where there is some
 *     node benchmarks/compiled.mjs paper --simd baseline --rounds 30 --steps
 *
 * Every figure is the least of all rounds: other work on the machine adds time and never takes any. The compiled
 * network beside other engines: benchmarks/engines.mjs.
 */
import { parseArgs } from 'node:util';
import { useBackend } from '@miniseg/backends';
import { lowerModel } from '@miniseg/compile';
import {
  applyImage,
  enableRelaxedSimd,
  forGreyImages,
  Heap,
  kernelModule,
  planProgram,
  sizes,
  stepsOf,
  storeWeights,
} from '@miniseg/engine';
import { miniSeg } from '@miniseg/model';

const IMAGE = { height: 512, width: 512 };
const PEAK_ROUNDS = 100_000;
/** Of the multiply-add loop, a round. */
const PEAK_OPERATIONS = 80;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    simd: { type: 'string', default: 'auto' },
    rounds: { type: 'string', default: '20' },
    steps: { type: 'boolean', default: false },
  },
});
if (values.simd !== 'baseline') enableRelaxedSimd();
await useBackend('cpu');
for (const preset of positionals.length > 0 ? positionals : ['aaai', 'paper']) {
  report(
    preset,
    measure(forGreyImages(await lowerModel(miniSeg({ preset, seed: 1 }))), Number(values.rounds)),
  );
}

function measure(program, rounds) {
  const { module, simd } = kernelModule(values.simd, false);
  const memory = new WebAssembly.Memory({ initial: 16 });
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const heap = new Heap();
  const plan = planProgram(program, storeWeights(program, heap), IMAGE, heap, 1);
  applyImage(memory, heap.take());
  const nodes = stepsOf(program);
  const all = sizes(program, IMAGE);
  const steps = [...plan.network, plan.finish.mask].map((call, i) => {
    const step = nodes[i];
    return {
      call,
      macs: step ? macs(step.node, program.nodes) * all[step.value].height * all[step.value].width : 0,
      best: Infinity,
    };
  });
  let peak = Infinity;
  for (let round = 0; round < rounds; round++) {
    for (const step of steps) {
      const { kernel, args, rows } = step.call;
      step.best = Math.min(
        step.best,
        timed(() => kernels[kernel](args, 0, rows, 0)),
      );
    }
    peak = Math.min(
      peak,
      timed(() => kernels.peak(plan.scores, PEAK_ROUNDS)),
    );
  }
  return { simd, steps, peak: (PEAK_ROUNDS * PEAK_OPERATIONS) / peak / 1e6, bytes: memory.buffer.byteLength };
}

function timed(body) {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** Multiply-accumulates of one output pixel. */
function macs(node, nodes) {
  const channels = (value) => nodes[value].channels;
  if (node.op === 'conv')
    return node.size ** 2 * channels(node.inputs[0]) * node.inputs.length * node.channels;
  if (node.op === 'depthwise')
    return node.kernels.reduce((sum, { size }) => sum + size ** 2 * node.channels, 0);
  if (node.op !== 'pyramid') return 0;
  const inner = node.branches.length * node.width;
  return 9 * inner + (node.attention ? inner : 0) + node.width * node.channels;
}

function report(preset, { simd, steps, peak, bytes }) {
  const total = { ms: 0, macs: 0 };
  const kernels = new Map();
  for (const { call, macs, best } of steps) {
    for (const sum of [
      total,
      kernels.get(call.kernel) ?? kernels.set(call.kernel, { ms: 0, macs: 0 }).get(call.kernel),
    ]) {
      sum.ms += best;
      sum.macs += macs;
    }
  }
  const line = (name, { ms, macs }) => {
    const rate = (2 * macs) / ms / 1e6;
    const reached =
      macs > 0
        ? `${rate.toFixed(1).padStart(6)} GFLOP/s ${((100 * rate) / peak).toFixed(0).padStart(4)} % of peak`
        : '';
    return `  ${name.padEnd(12)}${ms.toFixed(2).padStart(8)} ms ${((100 * ms) / total.ms).toFixed(0).padStart(4)} % ${reached}`;
  };
  console.log(
    `${preset}, Node ${process.version}, ${simd} SIMD, peak ${peak.toFixed(1)} GFLOP/s, ${(bytes / 2 ** 20).toFixed(0)} MiB`,
  );
  for (const [kernel, sum] of kernels) console.log(line(kernel, sum));
  console.log(line('all', total));
  if (!values.steps) return;
  for (const [i, { call, macs, best }] of steps.entries())
    console.log(line(`${i} ${call.kernel}`, { ms: best, macs }));
}
