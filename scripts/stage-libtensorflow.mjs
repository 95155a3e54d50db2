/**
 * Makes tfjs-node run where its installer's downloads are out of reach but the registries of Python and npm (or their
 * mirrors) are not, as behind a hospital's firewall:
 *
 *     npm run setup:tfjs-node
 *     npm run setup:tfjs-node -- --gpu     # tfjs-node-gpu, with CUDA and cuDNN from wheels, too: 3 GB, and no CUDA of the system
 *     node scripts/stage-libtensorflow.mjs --folder /opt/tfjs-node --wheel tensorflow_cpu-2.15.1-*.whl
 *
 * It takes the shared library and the C headers of TensorFlow from the wheel that pip downloads, compiles tfjs-node's
 * addon against them, and checks that it computes. Nothing is added to the project's dependencies.
 * docs/backends.md says what is needed and how the result is found.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './shared-folder.mjs';

const TFJS_NODE = '4.22.0';
/** tfjs-node is made for 2.9, whose wheels lack the C library; the C interface is stable within 2.x. */
const TENSORFLOW = '2.15.1';
/** Of the wheel's name only: nothing of Python is run. */
const WHEEL_PYTHON = '3.11';
const PLATFORMS = { x64: 'x86_64', arm64: 'aarch64' };

function readOptions() {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      wheel: { type: 'string' },
      tensorflow: { type: 'string', default: TENSORFLOW },
      python: { type: 'string', default: 'python3' },
      force: { type: 'boolean', default: false },
    },
  });
  const name = values.gpu ? 'tfjs-node-gpu' : 'tfjs-node';
  const folder = values.folder ?? path.join(projectRoot, 'node_modules/.cache/miniseg', name);
  return { ...values, name, folder: path.resolve(folder) };
}

function main({ name, gpu, folder, wheel, tensorflow, python, force }) {
  const machine = PLATFORMS[process.arch];
  if (process.platform !== 'linux' || !machine) {
    throw new Error(
      `this is ${process.platform} on ${process.arch}; the wheels are taken apart on Linux only (x64, arm64). ` +
        'Use the wasm backend, which needs no native code.',
    );
  }
  if (gpu && machine !== 'x86_64') {
    throw new Error(
      'TensorFlow has wheels with CUDA for x64 alone; leave --gpu away, or use the webgpu backend.',
    );
  }
  if (!force && check(folder, name).status === 0) {
    console.log(`${name} works already in ${folder} (--force builds it again)`);
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  step(`Installing ${name} ${TFJS_NODE} without its download`);
  npmInstall(folder, `@tensorflow/${name}@${TFJS_NODE}`);
  const home = path.join(folder, 'node_modules/@tensorflow', name);
  const [file] = wheel
    ? [path.resolve(wheel)]
    : download(folder, [tensorflowFor({ gpu, machine, tensorflow })], { python, machine });
  step(`Unpacking ${path.basename(file)}`);
  unpack(python, file, path.join(home, 'deps'));
  if (gpu) addCuda(folder, file, path.join(home, 'deps'), { python, machine });
  if (!wheel) rmSync(path.dirname(file), { recursive: true, force: true });
  step('Compiling the addon');
  compile(folder, home);
  step('Checking');
  const { status, stdout, stderr } = check(folder, name);
  if (status !== 0) throw new Error(`${name} was built and does not run: ${stderr.trim() || stdout.trim()}`);
  console.log(stdout.trim());
  console.log(
    `${name} is in ${folder}. selectBackend() and the miniseg command find it when they run in the project` +
      `; elsewhere set MINISEG_TFJS_NODE=${folder}`,
  );
}

function step(text) {
  console.log(`* ${text}`);
}

function run(command, parameters, options = {}) {
  const result = spawnSync(command, parameters, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (result.error) throw new Error(`${command} cannot be run: ${result.error.message}`);
  if (result.status !== 0) {
    const last = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-12).join('\n');
    throw new Error(`${command} ${parameters[0]} failed with code ${result.status}:\n${last}`);
  }
  return result.stdout;
}

function npmInstall(folder, what) {
  run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', what], {
    cwd: folder,
  });
}

/** The one for processors only is a third of the size. */
function tensorflowFor({ gpu, machine, tensorflow }) {
  return `${machine === 'x86_64' && !gpu ? 'tensorflow-cpu' : 'tensorflow'}==${tensorflow}`;
}

/** @returns The wheels' files, in a folder of their own. */
function download(folder, names, { python, machine, into = path.join(folder, 'wheel') }) {
  step(`Downloading ${names.join(', ')} with pip`);
  rmSync(into, { recursive: true, force: true });
  const platforms = ['manylinux1', 'manylinux2014', 'manylinux_2_17', 'manylinux_2_27', 'manylinux_2_28'];
  run(python, [
    ...['-m', 'pip', 'download', ...names, '--no-deps', '--only-binary=:all:', '--dest', into],
    ...['--python-version', WHEEL_PYTHON],
    ...platforms.flatMap((platform) => ['--platform', `${platform}_${machine}`]),
  ]);
  return readdirSync(into).map((file) => path.join(into, file));
}

/** What `pip install tensorflow[and-cuda]` would take, in the versions that the wheel names: "nvidia-cudnn-cu12==8.9.4.25". */
const REQUIREMENTS = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    [metadata] = [name for name in archive.namelist() if name.endswith('.dist-info/METADATA')]
    for line in archive.read(metadata).decode().splitlines():
        if line.startswith('Requires-Dist: nvidia-') and 'and-cuda' in line:
            print(line.split(':')[1].split(';')[0].replace('(', '').replace(')', '').replace(' ', ''))
`;

/** Each library beside TensorFlow's own, where its loader looks. */
const UNPACK_CUDA = `
import os, shutil, sys, zipfile
library, *wheels = sys.argv[1:]
for wheel in wheels:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith('nvidia/') and '/lib/' in name and '.so' in os.path.basename(name):
                with archive.open(name) as source, open(os.path.join(library, os.path.basename(name)), 'wb') as out:
                    shutil.copyfileobj(source, out, 1 << 20)
`;

function addCuda(folder, wheel, deps, { python, machine }) {
  const names = run(python, ['-c', REQUIREMENTS, wheel]).trim().split('\n').filter(Boolean);
  if (names.length === 0) {
    throw new Error(`${path.basename(wheel)} names no CUDA wheels; those of TensorFlow 2.14 to 2.15 do.`);
  }
  const into = path.join(folder, 'cuda');
  const wheels = download(folder, names, { python, machine, into });
  step('Unpacking CUDA and cuDNN');
  run(python, ['-c', UNPACK_CUDA, path.join(deps, 'lib'), ...wheels]);
  rmSync(into, { recursive: true });
}

/** Python's zipfile is there wherever pip is. */
const UNPACK = `
import os, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
INCLUDE = 'tensorflow/include/'
HEADERS = tuple(INCLUDE + part for part in ('tensorflow/c/', 'tensorflow/core/platform/', 'tsl/', 'xla/c/'))
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'):
            target = os.path.join(deps, 'lib', os.path.basename(name))
        elif name.startswith(HEADERS) and name.endswith('.h'):
            target = os.path.join(deps, 'include', name[len(INCLUDE):])
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, 'wb') as out:
            shutil.copyfileobj(source, out, 1 << 20)
`;

function unpack(python, wheel, deps) {
  rmSync(deps, { recursive: true, force: true });
  run(python, ['-c', UNPACK, wheel, deps]);
  const library = path.join(deps, 'lib');
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    if (!existsSync(path.join(library, name))) {
      throw new Error(`${wheel} has no ${name}; wheels of TensorFlow 2.12 to 2.15 are known to have it.`);
    }
  }
  // The linker's names for them.
  symlinkSync('libtensorflow_cc.so.2', path.join(library, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', path.join(library, 'libtensorflow_framework.so'));
}

/** Two files against a stable interface, so the compiler is called directly: node-gyp would download Node's headers. */
function compile(folder, home) {
  const { napi } = process.versions;
  // The newest that tfjs-node's package.json names; its loader looks for a folder of that name.
  const version = Math.min(8, Number(napi));
  const into = path.join(home, 'lib', `napi-v${version}`);
  mkdirSync(into, { recursive: true });
  run(
    process.env.CXX ?? 'g++',
    [
      ...['-std=c++17', '-O2', '-shared', '-fPIC', `-DNAPI_VERSION=${version}`],
      ...['-Ideps/include', `-I${nodeHeaders(folder)}`],
      ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', path.join(into, 'tfjs_binding.node')],
      ...['-Ldeps/lib', '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
      // So that TensorFlow, which loads CUDA by name, looks there, too.
      '-Wl,--disable-new-dtags',
    ],
    { cwd: home },
  );
}

function nodeHeaders(folder) {
  const beside = path.resolve(path.dirname(process.execPath), '../include/node');
  const found = [beside, '/usr/include/node'].find((where) => existsSync(path.join(where, 'node_api.h')));
  if (found) return found;
  npmInstall(folder, 'node-api-headers');
  return path.join(folder, 'node_modules/node-api-headers/include');
}

const CHECK = `
const util = require('node:util');
util.isArray ??= Array.isArray;
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
const name = process.argv[1];
const tf = require('@tensorflow/' + name);
const sums = tf.conv2d(tf.ones([1, 5, 5, 2]), tf.ones([3, 3, 2, 4]), 1, 'same').arraySync()[0].map((row) => row[1][3]);
if (String(sums) !== '12,18,18,18,12') throw new Error('conv2d gives ' + sums);
const { binding, isUsingGpuDevice } = tf.backend();
console.log(name + ' ' + tf.version['tfjs-node'] + ' on TensorFlow ' + binding.TF_Version + ' computes');
if (name === 'tfjs-node-gpu') {
  console.log(
    isUsingGpuDevice
      ? 'It uses the graphics card.'
      : 'It finds no graphics card: an NVIDIA driver of version 525 or newer has to be there. It computes on the processor.',
  );
}
`;

function check(folder, name) {
  if (!existsSync(path.join(folder, 'node_modules/@tensorflow', name))) return { status: 1 };
  return spawnSync(process.execPath, ['-e', CHECK, name], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
}

// Last, as the constants above are used.
try {
  main(readOptions());
} catch (error) {
  console.error(`stage-libtensorflow: ${error.message}`);
  process.exitCode = 1;
}
