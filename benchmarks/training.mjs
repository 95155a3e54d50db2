/**
 * One training step (forward, deep supervision, backward, Adam) of both presets, in time and peak memory:
 *
 *     npm run build
 *     node benchmarks/training.mjs            # batch 5 at 512 and batch 4 at 256, all that is installed
 *     node benchmarks/training.mjs --quick    # batch 4 at 256; wasm and PyTorch only
 *     node benchmarks/training.mjs --only wasm --only aaai --rounds 5 --python venv/bin/python
 *
 * README.md says what is measured and how to read it.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { findTfjsNode } from '@miniseg/backends/node';
import { findPython } from './python.mjs';
import { measureInNode, runInChromium, runInTorch } from './training-cases/run-case.mjs';

const PRESETS = ['aaai', 'paper'];
const SIZES = [
  { batch: 4, size: 256 },
  { batch: 5, size: 512 },
];
const KINDS = ['wasm', 'wasm x2', 'cpu', 'tfjs-node', 'webgl', 'torch', 'torch x2'];
/** In plain JavaScript and on software WebGL a large step takes minutes, and differs little from round to round. */
const SLOW = ['cpu', 'webgl'];
const QUICK = ['wasm', 'wasm x2', 'torch', 'torch x2'];
const TFJS_NODE = '@tensorflow/tfjs-node';
/** What every time is divided by. */
const YARDSTICK = 'torch';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '4' },
    passes: { type: 'string' },
    python: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

try {
  await main(values);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function main({ quick, only, rounds, passes, python, json }) {
  const chosen = (all) =>
    all.some((name) => only.includes(name)) ? all.filter((name) => only.includes(name)) : all;
  const unknown = only.find((name) => ![...PRESETS, ...KINDS].includes(name));
  if (unknown !== undefined) {
    throw new Error(`--only is ${unknown}; it must be one of ${[...PRESETS, ...KINDS].join(', ')}.`);
  }
  const torch = findPython('import torch', python);
  const kinds = chosen(quick ? QUICK : KINDS);
  const cases = chosen(PRESETS).flatMap((preset) =>
    (quick ? SIZES.slice(0, 1) : SIZES).flatMap((size) => kinds.map((kind) => ({ preset, ...size, kind }))),
  );
  const rows = cases.map((one) => ({ ...one, times: [], cpuTimes: [] }));
  // Each case again in a second pass: what the machine did meanwhile then hits all of them.
  const count = Number(passes ?? (quick ? 1 : 2));
  for (let pass = 0; pass < count; pass++) {
    for (const row of rows) {
      if (row.skipped || row.error || (pass > 0 && SLOW.includes(row.kind))) continue;
      process.stderr.write(`${row.preset}, ${row.batch} at ${row.size}, ${row.kind} ...\n`);
      await measureRow(row, Number(rounds), torch);
    }
  }
  const version = rows.find((row) => row.version)?.version;
  if (json) {
    console.log(JSON.stringify({ torch: version, node: process.version, rows }, undefined, 2));
    return;
  }
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown';
  console.log(
    `${os.availableParallelism()} cores (${cpu}), Node ${process.version}, PyTorch ${version ?? 'absent'}.\n`,
  );
  console.log(table(rows));
}

async function measureRow(row, rounds, torch) {
  const { preset, batch, size, kind } = row;
  const slow = SLOW.includes(kind);
  const options = { preset, batch, size, rounds: slow ? 1 : rounds, warmUp: kind === 'cpu' ? 0 : 1 };
  try {
    if (slow && size > 256) row.skipped = 'takes minutes';
    else if (kind.startsWith('torch') && !torch)
      row.skipped = 'no Python with PyTorch; engines.mjs --peers installs it';
    else if (kind === 'tfjs-node' && !findTfjsNode(TFJS_NODE)) row.skipped = 'not installed';
    if (row.skipped) return;
    const threads = / x2/.test(kind) ? 2 : 1;
    let measured;
    if (kind.startsWith('torch')) measured = await runInTorch(torch, { ...options, threads });
    else if (kind === 'webgl') measured = await runInChromium(options);
    else {
      const backend = { 'tfjs-node': 'tensorflow', cpu: 'cpu' }[kind] ?? 'wasm';
      measured = await measureInNode({ ...options, backend, threads });
    }
    if (!measured) {
      row.skipped = 'no Chromium';
      return;
    }
    row.times.push(...measured.times);
    row.cpuTimes.push(...measured.cpuTimes);
    row.memory = Math.max(row.memory ?? 0, measured.residentBytes ?? measured.textureBytes);
    row.heap = measured.heapBytes;
    row.version = measured.version;
  } catch (error) {
    row.error = error.message;
  }
}

function table(rows) {
  const header = [
    'preset',
    'step',
    'on',
    'fastest, ms',
    'median, ms',
    'CPU, ms',
    'x torch',
    'peak, MiB',
    'heap, MiB',
  ];
  const lines = rows.map((row) => {
    const start = [row.preset, `${row.batch} at ${row.size}`, row.kind];
    if (row.times.length === 0)
      return [...start, row.skipped ? `skipped: ${row.skipped}` : `FAILED: ${row.error}`];
    const same = rows.find(
      ({ preset, size, kind }) => preset === row.preset && size === row.size && kind === YARDSTICK,
    );
    const best = Math.min(...row.times);
    const sorted = row.times.toSorted((a, b) => a - b);
    const mebibytes = (bytes) => (bytes === undefined ? '-' : (bytes / 2 ** 20).toFixed(0));
    const cpu = Math.min(...row.cpuTimes);
    return [
      ...start,
      best.toFixed(0),
      sorted[sorted.length >> 1].toFixed(0),
      Number.isFinite(cpu) ? cpu.toFixed(0) : '-',
      same?.times.length ? (best / Math.min(...same.times)).toFixed(2) : '-',
      mebibytes(row.memory),
      mebibytes(row.heap),
    ];
  });
  const widths = header.map((title, i) =>
    Math.max(
      title.length,
      ...lines.filter((cells) => cells.length === header.length).map((cells) => cells[i].length),
    ),
  );
  const line = (cells) =>
    cells
      .map((cell, i) => (i < 3 ? cell.padEnd(widths[i]) : cell.padStart(i < cells.length ? widths[i] : 0)))
      .join('  ');
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join('\n');
}
