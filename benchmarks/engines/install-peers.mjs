/** Installs the other engines by one command: Python's in an environment of their own, npm's in a folder beside it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names in Python's registry, in their newest versions. PyTorch is large: the build for graphics cards comes along. */
const PYTHON = {
  python: ['numpy', 'pillow', 'pydicom', 'nibabel', 'onnxruntime', 'openvino', 'ncnn', 'pnnx', 'torch'],
  // An environment of its own: it would hold PyTorch back at an older version.
  litert: ['litert-torch', 'ai-edge-litert'],
};
const NPM = ['onnxruntime-node', '@litertjs/core'];

const folder = fileURLToPath(new URL('../../node_modules/.cache/miniseg/peers', import.meta.url));

/** Where they are, whether or not they have been installed. */
export const peers = {
  python: Object.keys(PYTHON).map((name) => path.join(folder, name, 'bin', 'python3')),
  modules: folder,
};

/** Whether `--peers` has been given before. */
export const hasPeers = () => existsSync(peers.python[0]);

/** Installs what is not there; what is there is brought up to date. */
export function installPeers() {
  mkdirSync(folder, { recursive: true });
  const run = (program, words, env = {}) => {
    process.stderr.write(`${path.basename(program)} ${words.join(' ')}\n`);
    execFileSync(program, words, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
  };
  const install = ['-m', 'pip', 'install', '--quiet', '--upgrade', '--disable-pip-version-check'];
  for (const [i, [name, packages]] of Object.entries(PYTHON).entries()) {
    if (!existsSync(peers.python[i])) run('python3', ['-m', 'venv', path.join(folder, name)]);
    run(peers.python[i], [...install, ...packages]);
  }
  // Its install script would download what a processor does not need.
  run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...NPM], {
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  });
}
