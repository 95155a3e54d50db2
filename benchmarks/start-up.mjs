/**
 * One slice to its mask, from the start of the process to its end: `miniseg segment`, and scripts in Python on native
 * engines, in turns.
 *
 *     npm run build
 *     node benchmarks/engines.mjs --peers --rounds 1 --only aaai --only onnxruntime   # installs the peers, once
 *     node benchmarks/start-up.mjs [--rounds 10]
 *
 * The program of the weights is kept from a first call, which is not counted. A Python script writes a mask alone; so does
 * `--no-overlay`, but for a report.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { phantomSlice8bit } from '@miniseg/data';
import { encodePng } from '@miniseg/formats';
import { writeInputs } from './engines/inputs.mjs';
import { peers } from './engines/install-peers.mjs';
import { median } from './median.mjs';
import { peerEnvironment } from './python.mjs';

const SIZE = 512;
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
const at = (file) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-start-up-'));
try {
  const times = measure(await listCommands(), Number(values.rounds));
  console.log(`One slice of ${SIZE}x${SIZE}, ${values.rounds} rounds, Node ${process.version}; seconds.\n`);
  for (const [name, seconds] of Object.entries(times)) {
    const [least, middle] = [Math.min(...seconds), median(seconds)].map((value) => value.toFixed(2));
    console.log(`${name.padEnd(40)} least ${least}   median ${middle}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function listCommands() {
  const { image, width, height } = phantomSlice8bit({ seed: 3, size: SIZE });
  const slice = path.join(folder, 'slice.png');
  writeFileSync(slice, encodePng({ width, height, channels: 1, data: image, maxValue: 255 }));
  const { inputs } = await writeInputs(folder, 'aaai', SIZE);
  const miniseg = (...more) => [
    process.execPath,
    ...[at('../packages/cli/bin/miniseg.js'), 'segment', slice, '--weights', 'phantom-aaai'],
    ...['--out', path.join(folder, 'masks'), '--overwrite', ...more],
  ];
  const script = (engine) => [
    ...[peers.python[0], at('start-up/one_mask.py'), engine, inputs.onnx, slice],
    path.join(folder, `${engine}.png`),
  ];
  const commands = {
    'Node alone': [process.execPath, '--eval', '0'],
    'miniseg segment': miniseg(),
    'miniseg segment --no-overlay': miniseg('--no-overlay'),
  };
  if (existsSync(peers.python[0])) {
    for (const engine of ['onnxruntime', 'openvino']) commands[`Python, ${engine}`] = script(engine);
  } else console.error('The peers are not installed: the first lines of this file say how.');
  return commands;
}

/** @returns seconds of each round by command. */
function measure(commands, rounds) {
  const times = {};
  for (let round = -1; round < rounds; round++) {
    for (const [name, [program, ...words]] of Object.entries(commands)) {
      const start = performance.now();
      const { status, stderr } = spawnSync(program, words, {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: peerEnvironment(),
      });
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      if (round < 0) times[name] = [];
      else times[name].push((performance.now() - start) / 1000);
    }
  }
  return times;
}
