/**
 * A CT series from DICOM files to a label map, as `miniseg segment` does it, beside the time that its slices would take
 * one after the other in the network alone.
 *
 *     npm run build
 *     node benchmarks/series.mjs                                   # aaai, 300 slices of 512x512, two rounds
 *     node benchmarks/series.mjs --preset paper --slices 600 --rounds 1 --workers 2
 *
 * Latency is the least time from a slice in memory to its mask, compiled, on one thread, and the same from its file:
 * reading, decoding and windowing too. Both are measured before each round.
 * The command runs in a process of its own and does everything: start, sorting the folder, decoding, windowing, network,
 * shares of lungs and body, contact sheet, label map, report. Peak is that process's largest resident set.
 *
 * Where the peers are installed (`node benchmarks/engines.mjs --peers`), a script in Python does the same job by OpenVINO in
 * the same rounds, without sheet and report.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { useBackend } from '@miniseg/backends';
import { compile } from '@miniseg/compile';
import { windowTo8bit } from '@miniseg/data';
import { enableRelaxedSimd } from '@miniseg/engine/node';
import { readDicom } from '@miniseg/formats';
import { readBytes } from '@miniseg/formats/node';
import { exportOnnx, exportSafetensors, miniSeg, setModelMetadata } from '@miniseg/model';
import { peers } from './engines/install-peers.mjs';
import { median } from './median.mjs';
import { peerEnvironment } from './python.mjs';
import { writeSeries } from './series/write-series.mjs';

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'aaai' },
    slices: { type: 'string', default: '300' },
    size: { type: 'string', default: '512' },
    workers: { type: 'string', multiple: true, default: ['1', '2'] },
    rounds: { type: 'string', default: '2' },
  },
});
const [slices, size, rounds] = [values.slices, values.size, values.rounds].map(Number);
const LATENCY_ROUNDS = 30;
const at = (file) => fileURLToPath(new URL(file, import.meta.url));

const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-series-'));
try {
  enableRelaxedSimd();
  await useBackend('cpu');
  const model = miniSeg({ preset: values.preset, seed: 1 });
  setModelMetadata(model, { normalization: { mean: 0.6, std: 0.3 } });
  const weights = path.join(folder, 'weights.safetensors');
  writeFileSync(weights, await exportSafetensors(model));
  const predictor = await compile(model, { target: 'wasm', threads: 1 });
  const onnx = path.join(folder, 'network.onnx');
  writeFileSync(onnx, await exportOnnx(model));
  const series = path.join(folder, 'series');
  writeSeries(series, { slices, size });

  const latencies = [];
  const runs = new Map(values.workers.map((workers) => [workers, []]));
  const inPython = [];
  for (let round = 0; round < rounds; round++) {
    for (const [workers, measured] of runs) {
      latencies.push(await latency(predictor, series));
      measured.push(await segmentSeries(series, weights, workers));
    }
    if (existsSync(peers.python[0])) inPython.push(await segmentInPython(series, onnx));
  }
  report(latencies, runs, inPython);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function latency(predictor, series) {
  const file = path.join(series, '0000.dcm');
  const least = { memory: Number.POSITIVE_INFINITY, file: Number.POSITIVE_INFINITY };
  for (let round = 0; round < LATENCY_ROUNDS; round++) {
    const start = performance.now();
    const { data } = await readDicom(await readBytes(file));
    const grey = windowTo8bit(data, 'lung');
    const decoded = performance.now();
    await predictor.segment({ data: grey, width: size, height: size }, { probabilities: false });
    const end = performance.now();
    least.memory = Math.min(least.memory, end - decoded);
    least.file = Math.min(least.file, end - start);
  }
  return least;
}

function segmentSeries(series, weights, workers) {
  const args = ['segment', series, '--weights', weights, '--out', path.join(folder, 'out'), '--overwrite'];
  return timed(process.execPath, [
    ...['--import', at('series/report-peak.mjs'), at('../packages/cli/bin/miniseg.js')],
    ...[...args, '--workers', workers],
  ]);
}

function segmentInPython(series, onnx) {
  return timed(peers.python[0], [
    ...[at('series/openvino_series.py'), series, onnx],
    path.join(folder, 'labels.nii.gz'),
  ]);
}

/** @returns its seconds, and the mebibytes that it tells on file descriptor 3. */
function timed(program, words) {
  const start = performance.now();
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    env: peerEnvironment(),
  });
  let [output, peak] = ['', ''];
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stdio[3].on('data', (text) => {
    peak += text;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${words.join(' ')} ended with ${code}.\n${output}`));
      resolve({ seconds: (performance.now() - start) / 1000, mebibytes: Number(peak) / 1024 });
    });
  });
}

function report(latencies, runs, inPython) {
  const [memory, file] = ['memory', 'file'].map((from) => Math.min(...latencies.map((one) => one[from])));
  const serial = (slices * memory) / 1000;
  console.log(
    `${values.preset}, ${slices} slices of ${size}x${size}; ${availableParallelism()} cores, Node ${process.version}`,
  );
  for (const [from, single] of [
    ['memory', memory],
    ['its file', file],
  ]) {
    const all = ((slices * single) / 1000).toFixed(1);
    console.log(
      `one slice from ${from} to its mask, one thread: ${single.toFixed(1)} ms, ${slices} times ${all} s`,
    );
  }
  for (const [workers, measured] of runs) {
    const least = Math.min(...measured.map(({ seconds }) => seconds));
    const peak = Math.max(...measured.map(({ mebibytes }) => mebibytes));
    console.log(
      `the series, ${workers} worker${workers === '1' ? '' : 's'}: ${least.toFixed(1)} s, ${(slices / least).toFixed(1)} slices/s, ` +
        `${(serial / least).toFixed(2)} of the speed of one slice from memory; peak ${peak.toFixed(0)} MiB${besides(measured)}`,
    );
  }
  if (inPython.length > 0) {
    console.log(`Python, OpenVINO: ${Math.min(...inPython.map(({ seconds }) => seconds)).toFixed(1)} s`);
  }

  /** Medians over the rounds of the ratio: both saw the same moment of the machine. */
  function besides(measured) {
    if (inPython.length === 0) return '';
    const ratio = median(measured.map(({ seconds }, round) => seconds / inPython[round].seconds));
    return `; ${ratio.toFixed(2)} of the time of Python`;
  }
}
