/**
 * Inference of the same weights by different engines, on the same cores, in one run: one 512x512 image, both presets,
 * one thread and two.
 *
 *     npm run build
 *     node benchmarks/engines.mjs
 *     node benchmarks/engines.mjs --peers              # installs the newest of Python's and npm's engines first
 *     node benchmarks/engines.mjs --only aaai --only wasm --only torch --rounds 20 --json
 *
 * Engines that are not installed are named, with what installs them. README.md says what is measured and how to read
 * the table.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compilePeak } from './engines/compile-peak.mjs';
import { installPeers } from './engines/install-peers.mjs';
import { listEngines, peakEngine } from './engines/list.mjs';
import { largestDifference, measureGroup, ratio } from './engines/measure.mjs';
import { formatTable } from './engines/table.mjs';
import { median } from './median.mjs';

const SIZE = 512;
const PRESETS = ['aaai', 'paper'];
const NAMES = [
  ...['wasm', 'cpu', 'webgl', 'compiled', 'torch', 'onnxruntime', 'openvino', 'ncnn', 'litert'],
  ...['onnxruntime-node', 'onnxruntime-web', 'chromium'],
];
/** Of the multiply-add loop: as long as one image takes. */
const PEAK_MACS = 1e9;
/** Of any logit from that of the plain wasm graph: more is another network, not another order of additions. */
const LARGEST_DIFFERENCE = 1e-4;
/** Software WebGL takes seconds for an image. */
const WEBGL_ROUNDS = 2;

let finished = false;
// An engine's process that is gone without a word would end this one in silence, too: nothing is left to wait for.
process.once('exit', () => {
  if (!finished)
    console.error('Ended before the results were complete. Run it again, with --only for a part of it.');
});
try {
  await main(readOptions());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
finished = true;

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '10' },
      threads: { type: 'string', default: '1,2' },
      only: { type: 'string', multiple: true, default: [] },
      modules: { type: 'string' },
      python: { type: 'string' },
      peers: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (name, text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(`--${name} is ${values[name]}; it takes whole numbers of at least 1.`);
    }
    return value;
  };
  const unknown = values.only.find((name) => ![...PRESETS, ...NAMES].includes(name));
  if (unknown !== undefined) {
    throw new Error(`--only is ${unknown}; it must be one of ${[...PRESETS, ...NAMES].join(', ')}.`);
  }
  const among = (all) =>
    all.some((name) => values.only.includes(name)) ? all.filter((name) => values.only.includes(name)) : all;
  return {
    ...values,
    rounds: whole('rounds', values.rounds),
    threads: values.threads.split(',').map((text) => whole('threads', text)),
    presets: among(PRESETS),
    names: among(NAMES),
  };
}

async function main(options) {
  if (!existsSync(fileURLToPath(new URL('../packages/model/dist/index.js', import.meta.url)))) {
    throw new Error('The packages are not built. Run: npm run build');
  }
  if (options.peers) installPeers();
  // Imported here, so that the message above comes first.
  const { writeInputs } = await import('./engines/inputs.mjs');
  const machine = {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    node: process.version,
  };
  if (!options.json) {
    console.log(`${SIZE}x${SIZE}, one image. ${machine.cores} cores (${machine.cpu}), Node ${machine.node}.`);
  }
  // The plain wasm graph is what all others are compared with.
  const listed = listEngines(options).filter(({ name }) => name === 'wasm' || options.names.includes(name));
  const engines = listed.filter(({ missing }) => missing === undefined);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'miniseg-engines-'));
  const rows = [];
  try {
    const peaks = await writePeaks(folder);
    for (const preset of options.presets) {
      const { inputs, macs } = await writeInputs(folder, preset, SIZE);
      for (const threads of options.threads) {
        process.stderr.write(`${preset}, ${threads} thread${threads > 1 ? 's' : ''} ...\n`);
        const group = engines.filter((engine) => engine.name === 'wasm' || engine.threads.includes(threads));
        const results = await measureGroup({
          engines: [...group, ...peaks.map((peak) => peakEngine({ ...peak, threads }))],
          threads,
          inputs,
          folder,
          rounds: options.rounds,
        });
        rows.push(...describe(results, { preset, macs, group: threads }));
      }
      if (options.names.includes('webgl')) rows.push(await measureWebgl(preset, macs));
      // At once: the next preset takes minutes.
      if (!options.json) printTable(rows.filter((row) => row.preset === preset));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const skipped = listed.filter(({ missing }) => missing !== undefined);
  if (options.json) console.log(JSON.stringify({ machine, rows, skipped }, undefined, 2));
  else printNotes(rows, skipped);
  if (rows.some(({ error }) => error)) process.exitCode = 1;
}

async function writePeaks(folder) {
  return Promise.all(
    [false, true].map(async (relaxed) => {
      const wasm = path.join(folder, `peak-${relaxed}.wasm`);
      writeFileSync(wasm, await compilePeak(relaxed));
      return { relaxed, wasm, macs: PEAK_MACS };
    }),
  );
}

/** The figures of one group: ratios of times of the same rounds, rates, and how far the logits are from plain tfjs's. */
function describe(results, { preset, macs, group }) {
  const plain = results.find(({ engine }) => engine.name === 'wasm');
  const compiledAmong = (test) => results.filter(({ engine, error }) => test(engine) && !error).at(-1);
  const compiled = compiledAmong(({ name }) => name === 'compiled');
  const compiledInPage = compiledAmong(({ options }) => options?.page === 'compiled');
  const isPeak = ({ engine }) => engine.options?.macs !== undefined;
  const fastest = ({ times }) => Math.min(...times.filter((time) => time !== undefined));
  // Of the fastest rounds: what other work on the machine slows down is neither the engine's rate nor the peak.
  const rate = (result) => (2 * (isPeak(result) ? PEAK_MACS : macs)) / fastest(result) / 1e6;
  const baseline = results.find((result) => isPeak(result) && !result.engine.options.relaxed);
  const peak = baseline && !baseline.error ? rate(baseline) : undefined;
  return results.map((result) => {
    const { engine, threads, version, times, error } = result;
    const row = { preset, group, engine: engine.label, version, threads };
    if (error) return { ...row, error };
    const gflops = rate(result);
    if (isPeak(result)) return { ...row, gflops };
    const reference = engine.name === 'chromium' ? compiledInPage : compiled;
    const difference = plain.logits && largestDifference(result.logits, plain.logits);
    const wrong = difference > LARGEST_DIFFERENCE;
    return {
      ...row,
      ...(wrong && { error: `its logits differ by up to ${difference} from those of the plain wasm graph` }),
      min: fastest(result),
      median: median(times),
      toPlain: ratio(times, plain.times),
      compiledToThis: reference && ratio(reference.times, times),
      gflops,
      ofPeak: peak === undefined ? undefined : gflops / (peak / (group / threads)),
      difference,
    };
  });
}

/** In a page, with random weights, after the others: software WebGL uses every core. */
async function measureWebgl(preset, macs) {
  const row = { preset, engine: 'tfjs webgl, plain graph', threads: undefined };
  const { openChromium } = await import('./inference-page/in-chromium.mjs');
  const browser = await openChromium();
  if (!browser) return { ...row, note: 'skipped: no Chromium or Chrome (CHROME_PATH names one)' };
  try {
    const { times } = await browser.measure({ preset, backend: 'webgl', rounds: WEBGL_ROUNDS });
    const note = `not interleaved; WebGL by ${browser.renderer}`;
    return {
      ...row,
      min: Math.min(...times),
      median: median(times),
      gflops: (2 * macs) / Math.min(...times) / 1e6,
      note,
    };
  } catch (error) {
    return { ...row, error: error.message };
  } finally {
    await browser.close();
  }
}

function printTable(rows) {
  const header = [
    'preset', 'threads', 'engine', 'min, ms', 'median, ms', 'x plain', 'compiled/this', 'GFLOP/s', 'of peak', 'max diff',
  ]; // biome-ignore format: one line
  const number = (value, digits) => (value === undefined ? '-' : value.toFixed(digits));
  const cells = rows.map((row) => [
    row.preset,
    row.threads === undefined
      ? '-'
      : row.threads === row.group
        ? `${row.threads}`
        : `${row.threads} (${row.group})`,
    row.engine,
    row.error ? 'FAILED' : number(row.min, 1),
    number(row.median, 1),
    number(row.toPlain, 2),
    number(row.compiledToThis, 2),
    number(row.gflops, 1),
    row.ofPeak === undefined ? '-' : `${(100 * row.ofPeak).toFixed(0)} %`,
    row.difference === undefined ? '-' : row.difference.toExponential(0),
  ]);
  console.log(`\n${formatTable(header, cells, 3)}\n`);
}

function printNotes(rows, skipped) {
  for (const version of new Set(rows.map((row) => row.version).filter(Boolean))) console.log(version);
  for (const { preset, engine, error, note } of rows) {
    if (error || note) console.log(`${preset}, ${engine}: ${error ?? note}`);
  }
  for (const { label, missing } of skipped) console.log(`Skipped ${label}: ${missing}`);
}
