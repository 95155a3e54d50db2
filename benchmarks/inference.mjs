/**
 * Inference time and peak memory of both presets on one 512x512 image, on every backend:
 *
 *     npm run build
 *     npm run bench                                  # both presets on wasm, cpu (Node) and webgl (Chromium)
 *     node benchmarks/inference.mjs --only aaai --rounds 30 --json
 *
 * README.md says what is measured and how to read it.
 */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NO_BROWSER } from '../e2e/support/chromium.mjs';
import { runInNode } from '../scripts/run-in-node.mjs';
import { openChromium } from './inference-page/in-chromium.mjs';
import { median } from './median.mjs';

const PRESETS = ['aaai', 'paper'];
const BACKENDS = ['wasm', 'webgl', 'cpu'];
/** Plain JavaScript takes seconds for an image, and differs little from round to round. */
const CPU_ROUNDS = 2;

/** In a process of its own, whose peak memory is then the case's. */
const NODE_CASE = fileURLToPath(new URL('inference-page/node-case.mjs', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

try {
  await main(readOptions());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '15' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds is ${values.rounds}; it must be a whole number of at least 1.`);
  }
  const known = [...PRESETS, ...BACKENDS];
  const unknown = values.only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only is ${unknown}; it must be one of ${known.join(', ')}.`);
  return { rounds, json: values.json, ...chosen(values.only) };
}

/** Of the presets and of the backends those that were named; all where none was. */
function chosen(names) {
  const among = (all) =>
    all.some((name) => names.includes(name)) ? all.filter((name) => names.includes(name)) : all;
  return { presets: among(PRESETS), backends: among(BACKENDS) };
}

async function main({ rounds, json, presets, backends }) {
  if (
    !['model', 'backends'].every((name) => existsSync(path.join(root, 'packages', name, 'dist', 'index.js')))
  ) {
    throw new Error('The packages are not built. Run: npm run build');
  }
  const browser = backends.includes('webgl') ? await openChromium() : undefined;
  try {
    const machine = {
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      node: process.version,
      ...(browser && { browser: browser.version, webgl: browser.renderer }),
    };
    if (!json) {
      console.log(`512x512, one image. ${machine.cores} cores (${machine.cpu}), Node ${machine.node}.`);
      if (browser) console.log(`${browser.version}, WebGL by ${browser.renderer}.`);
    }
    const results = [];
    for (const preset of presets) {
      for (const backend of backends) {
        process.stderr.write(`${preset} on ${backend} ...\n`);
        results.push(
          await result({ preset, backend, rounds: backend === 'cpu' ? CPU_ROUNDS : rounds }, browser),
        );
      }
    }
    for (const row of results) {
      const wasm = results.find(({ preset, backend }) => preset === row.preset && backend === 'wasm');
      if (wasm?.median && row.median) row.toWasm = row.median / wasm.median;
    }
    console.log(json ? JSON.stringify({ machine, results }, undefined, 2) : `\n${table(results)}`);
    if (results.some(({ error }) => error)) process.exitCode = 1;
  } finally {
    await browser?.close();
  }
}

/** A row: the figures, or `skipped` or `error` with the reason. */
async function result(options, browser) {
  const { preset, backend } = options;
  if (backend === 'webgl' && !browser) return { preset, backend, skipped: NO_BROWSER };
  try {
    const measured =
      backend === 'webgl' ? await browser.measure(options) : await runInNode(NODE_CASE, options);
    const { first, times, textureBytes, residentBytes } = measured;
    const memory = residentBytes === undefined ? { textureBytes } : { residentBytes };
    return {
      preset,
      backend,
      first,
      median: median(times),
      fastest: Math.min(...times),
      slowest: Math.max(...times),
      rounds: times.length,
      ...memory,
    };
  } catch (error) {
    return { preset, backend, error: error.message };
  }
}

function table(results) {
  const header = [
    'preset',
    'backend',
    'first, ms',
    'median, ms',
    'range, ms',
    'rounds',
    'x wasm',
    'peak memory',
  ];
  const rows = results.map((row) => {
    if (row.median === undefined) return [row.preset, row.backend, row.skipped ? 'skipped' : 'FAILED'];
    return [
      row.preset,
      row.backend,
      row.first.toFixed(0),
      row.median.toFixed(0),
      `${row.fastest.toFixed(0)}-${row.slowest.toFixed(0)}`,
      String(row.rounds),
      row.toWasm?.toFixed(2) ?? '-',
      row.residentBytes === undefined
        ? `${mebibytes(row.textureBytes)} textures`
        : `${mebibytes(row.residentBytes)} process`,
    ];
  });
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  const reasons = results.flatMap(({ preset, backend, skipped, error }) =>
    skipped || error ? [`${preset} on ${backend}: ${skipped ?? error}`] : [],
  );
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ...reasons].join(
    '\n',
  );
}

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
