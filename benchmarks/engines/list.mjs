/** The engines that can be compared, how each is started, and what is missing where one is not there. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const node = (file, ...flags) => [process.execPath, ...flags, here(file)];

/** Node 20 knows relaxed SIMD only by a flag, Node 22 without it. */
const RELAXED_FLAGS = process.versions.node.startsWith('20.') ? ['--experimental-wasm-relaxed-simd'] : [];

/**
 * @typedef {object} Engine
 * @property {string} name What --only takes.
 * @property {string} label The table's.
 * @property {number[]} threads Numbers of threads that it can run on.
 * @property {string[]} [command] The program.
 * @property {object} [options] Beside the inputs and the number of threads.
 * @property {string} [missing] Why it is skipped, with the line that cures it.
 * @property {number} [rounds] Where it is too slow for all of them.
 */

/**
 * @param threads The numbers of threads to be measured.
 * @param modules A folder with a node_modules of its own that engines are looked for in, too.
 * @param python Interpreter that has PyTorch; by default the first of the usual ones that does.
 * @returns {Engine[]}
 */
export function listEngines({ threads, modules, python }) {
  const tfjs = (backend, more) => ({
    name: backend,
    label: `tfjs ${backend}, plain graph`,
    threads: [1],
    command: node('tfjs-engine.mjs'),
    options: { backend, ...(backend === 'cpu' && { warmUp: 0 }) },
    ...more,
  });
  const torch = findTorch(python);
  const inTorch = (mode, label) => ({
    name: 'torch',
    label: `PyTorch, ${label}`,
    threads,
    ...(torch ? { command: [torch, here('torch_engine.py')] } : { missing: NO_TORCH }),
    options: { mode },
  });
  return [
    tfjs('wasm'),
    tfjs('cpu', { rounds: 2 }),
    compiled('baseline', threads),
    compiled('relaxed', threads),
    inTorch('eager', 'eager'),
    inTorch('frozen', 'TorchScript, frozen'),
    onnxruntime('onnxruntime-node', threads, modules),
    onnxruntime('onnxruntime-web', threads, modules),
  ];
}

/** The multiply-add loop, in the same list format. */
export function peakEngine({ relaxed, wasm, macs, threads }) {
  return {
    label: `peak of wasm SIMD${relaxed ? ', relaxed' : ''}`,
    threads: [threads],
    command: node('peak-engine.mjs', ...(relaxed ? RELAXED_FLAGS : [])),
    options: { wasm, macs, relaxed },
  };
}

function compiled(simd, threads) {
  const built = ['engine/dist/index.js', 'model/dist/compile/lower-model.js'].every((file) =>
    existsSync(here(`../../packages/${file}`)),
  );
  return {
    name: 'compiled',
    label: `compiled, ${simd} SIMD`,
    threads,
    ...(built
      ? { command: node('compiled-engine.mjs') }
      : { missing: 'the packages are not built. Run: npm run build' }),
    options: { simd },
  };
}

const NO_TORCH =
  'no Python with PyTorch. Install one (Debian: apt install python3-torch; else: pip install torch), or name one that ' +
  'has it with --python.';

function findTorch(python) {
  return (python ? [python] : ['python3', '/usr/bin/python3', 'python']).find((candidate) => {
    try {
      execFileSync(candidate, ['-c', 'import torch'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

function onnxruntime(name, threads, modules) {
  const places = [
    ...(modules ? [path.resolve(modules, 'package.json')] : []),
    fileURLToPath(import.meta.url),
  ];
  for (const place of places) {
    try {
      const file = createRequire(place).resolve(name);
      const folder = file.slice(0, file.lastIndexOf(path.join('node_modules', name)));
      const { version } = JSON.parse(
        readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8'),
      );
      const module = pathToFileURL(file).href;
      return {
        name,
        label: name,
        threads,
        command: node('onnxruntime-engine.mjs'),
        options: { module, version, name },
      };
    } catch {}
  }
  return {
    name,
    label: name,
    threads,
    missing: `not installed. Run: ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix engines-modules ${name} && node benchmarks/engines.mjs --modules engines-modules`,
  };
}
