/** The engines that can be compared, how each is started, and what is missing where one is not there. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findPython } from '../python.mjs';
import { hasPeers, peers } from './install-peers.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const node = (file, ...flags) => [process.execPath, ...flags, here(file)];

const HAS_WIDE = Number(process.versions.node.split('.')[0]) >= 24 && process.arch === 'x64';
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
  const torch = findPython('import torch', python);
  const inTorch = (mode, label) => ({
    name: 'torch',
    label: `PyTorch, ${label}`,
    threads,
    ...(torch ? { command: [torch, here('torch_engine.py')] } : { missing: NO_TORCH }),
    options: { mode },
  });
  const litert = findPython('import litert_torch, ai_edge_litert', python);
  return [
    tfjs('wasm'),
    tfjs('cpu', { rounds: 2 }),
    compiled('baseline', threads),
    compiled('relaxed', threads),
    compiled('relaxed', threads, true),
    inTorch('eager', 'eager'),
    inTorch('channels_last', 'eager, channels last'),
    inTorch('frozen', 'TorchScript, frozen'),
    {
      ...{ name: 'litert', label: 'LiteRT, Python', threads },
      // Converted from PyTorch's network.
      ...(litert
        ? { command: [litert, here('torch_engine.py')] }
        : { missing: `no Python with LiteRT and its converter. ${INSTALL}` }),
      options: { mode: 'litert' },
    },
    ...['onnxruntime', 'openvino', 'ncnn'].map((name) => inPython(name, threads, python)),
    onnxruntime('onnxruntime-node', threads, modules),
    onnxruntime('onnxruntime-web', threads, modules),
    ...IN_CHROMIUM.map((page) => inChromium(page, threads, modules, litert)),
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

function compiled(simd, threads, wide = false) {
  const built = ['engine/dist/index.js', 'compile/dist/index.js'].every((file) =>
    existsSync(here(`../../packages/${file}`)),
  );
  return {
    name: 'compiled',
    label: wide ? 'compiled, 256 bits' : `compiled, ${simd} SIMD`,
    threads,
    ...(wide && !HAS_WIDE
      ? { missing: 'vectors of 256 bits need Node 24 or later on x64. Run the benchmark with such a Node.' }
      : built
        ? { command: node('compiled-engine.mjs') }
        : { missing: 'the packages are not built. Run: npm run build' }),
    options: { simd, wide },
  };
}

const INSTALL =
  'Run the benchmark with --peers once, which installs it, or name a Python that has it with --python.';
const NO_TORCH = `no Python with PyTorch. ${INSTALL}`;

/** On the ONNX file, in the newest version that Python's registry has. */
function inPython(name, threads, python) {
  const program = findPython(`import numpy, ${name === 'ncnn' ? 'ncnn, pnnx' : name}`, python);
  return {
    name,
    label: `${name}, Python`,
    threads,
    ...(program
      ? { command: [program, here('peer_engine.py')] }
      : { missing: `no Python with ${name}. ${INSTALL}` }),
    options: { engine: name },
  };
}

function onnxruntime(name, threads, modules) {
  const found = findModule(name, modules);
  if (!found) return { name, label: name, threads, missing: NOT_INSTALLED };
  const { version } = found;
  const module = pathToFileURL(createRequire(path.join(found.folder, 'from')).resolve(name)).href;
  return {
    ...{ name, label: name, threads },
    command: node('onnxruntime-engine.mjs'),
    options: { module, version, name },
  };
}

/** In pages: what each needs, and where its runtime lies in its package. */
const IN_CHROMIUM = [
  { page: 'compiled', label: 'compiled' },
  { page: 'onnxruntime-web', label: 'onnxruntime-web', package: 'onnxruntime-web', runtime: 'dist' },
  { page: 'litert', label: 'LiteRT.js', package: '@litertjs/core', runtime: 'wasm' },
];

function inChromium({ page, label, package: needed, runtime }, threads, modules, litert) {
  const engine = { name: 'chromium', label: `${label}, Chromium`, threads };
  const found = needed === undefined ? {} : findModule(needed, modules);
  if (!found) return { ...engine, missing: NOT_INSTALLED };
  if (page === 'litert' && !litert) {
    return { ...engine, missing: `its network is converted by LiteRT of Python. ${INSTALL}` };
  }
  return {
    ...engine,
    command: node('chromium-engine.mjs'),
    options: {
      ...{ page, version: found.version, modules: found.folder },
      runtime: needed && path.join(found.folder, needed, runtime),
    },
  };
}

const NOT_INSTALLED =
  'not installed. Run the benchmark with --peers once, or name a folder that has it with --modules.';

/** The folder `node_modules` that has a package of npm, and its version. */
function findModule(name, modules) {
  const places = [
    ...(modules ? [path.resolve(modules, 'from')] : []),
    ...(hasPeers() ? [path.join(peers.modules, 'from')] : []),
    fileURLToPath(import.meta.url),
  ];
  const manifestOf = (folder) => path.join(folder, name, 'package.json');
  const folder = places
    .flatMap((place) => createRequire(place).resolve.paths(name))
    .find((folder) => existsSync(manifestOf(folder)));
  return folder && { folder, version: JSON.parse(readFileSync(manifestOf(folder), 'utf8')).version };
}
