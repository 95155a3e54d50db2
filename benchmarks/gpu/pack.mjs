/**
 * A kit for a machine that has a graphics card and nothing else: this benchmark with a portable Node, WebGPU's library and
 * Chromium with its libraries, as one archive in pieces. Made on Linux, for Linux of the same processor with glibc at least as new.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { bundleNode, bundlePage } from './bundle.mjs';

const PIECE = 45_000_000;
const require = createRequire(import.meta.url);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What a driver of a graphics card brings, or the C library does: never from another machine. */
const OF_THE_MACHINE =
  /^(ld-linux|libc\.so|libm\.so|libdl\.so|libpthread|librt\.so|libresolv|linux-vdso|libnvidia|libcuda)/;
/** Loaded by name while Chromium or Node runs, so that no program links them. */
const LOADED =
  /^(libvulkan\.so\.1|libEGL\.so\.1|libGLESv2\.so\.2|libGL\.so\.1|libGLX\.so\.0|libOpenGL\.so\.0|libGLdispatch\.so\.0|libsoftokn3\.so|libnssckbi\.so|libfreebl3\.so|libfreeblpriv3\.so)$/;

export async function pack(folder) {
  if (process.platform !== 'linux') throw new Error('--pack makes a kit for Linux, on Linux.');
  const pieces = path.resolve(folder);
  mkdirSync(pieces, { recursive: true });
  if (readdirSync(pieces).length > 0) throw new Error(`${pieces} is not empty: give a new folder.`);
  const staging = mkdtempSync(path.join(os.tmpdir(), 'miniseg-kit-'));
  try {
    const kit = path.join(staging, 'kit');
    await stage(kit);
    const archive = path.join(staging, 'kit.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', staging, 'kit']);
    const count = split(archive, pieces);
    writeFileSync(path.join(pieces, 'run.sh'), RUN);
    chmodSync(path.join(pieces, 'run.sh'), 0o755);
    console.log(
      `${count} pieces of at most ${PIECE / 1e6} MB in ${pieces}. Copy all of it to the machine, and there: sh run.sh`,
    );
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function stage(kit) {
  const [app, page, libraries] = ['app', 'page', 'lib'].map((name) => path.join(kit, name));
  for (const made of [app, page, libraries]) mkdirSync(made, { recursive: true });
  await bundleNode(app);
  await bundlePage(page);
  copyFileSync(here('torch_cuda.py'), path.join(app, 'torch_cuda.py'));
  copyFileSync(here('../training-cases/torch_step.py'), path.join(app, 'torch_step.py'));
  const node = path.join(kit, 'node');
  copyFileSync(process.execPath, node);
  const dawn = findDawn();
  copyFileSync(dawn, path.join(app, 'dawn.node'));
  const browser = await findBrowser();
  if (!browser) throw new Error('No Chromium or Chrome found: install one, or set CHROME_PATH.');
  const binary = chromiumBinary(browser);
  cpSync(path.dirname(binary), path.join(kit, 'chromium'), { recursive: true, dereference: true });
  const programs = [node, path.join(app, 'dawn.node'), path.join(kit, 'chromium', path.basename(binary))];
  copyLibraries(programs, libraries);
  writeFileSync(path.join(kit, 'chromium.sh'), launcher(path.basename(binary)));
  chmodSync(path.join(kit, 'chromium.sh'), 0o755);
}

/** Older versions of the package have it under another name. */
function findDawn() {
  const folder = path.dirname(require.resolve('webgpu'));
  const system = `${process.platform}-${process.arch}`;
  const file = [`dist/${system}/dawn.node`, `dist/${system}.dawn.node`]
    .map((name) => path.join(folder, name))
    .find((name) => existsSync(name));
  if (!file) throw new Error(`The package webgpu has no library for ${system}.`);
  return file;
}

/** Distributions start Chromium by a script in another folder. */
function chromiumBinary(browser) {
  const real = realpathSync(browser);
  const head = readFileSync(real).subarray(0, 2).toString();
  if (head !== '#!') return real;
  const candidates = [
    '/usr/lib/chromium/chromium',
    '/usr/lib/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
  ];
  const found = candidates.find((file) => existsSync(file));
  if (!found)
    throw new Error(
      `${browser} is a script, and Chromium's program is not where distributions have it: set CHROME_PATH.`,
    );
  return found;
}

/** The closure of what the programs link, and what they load by name. */
function copyLibraries(programs, folder) {
  const copied = new Set();
  const take = (file) => {
    const name = path.basename(file);
    if (copied.has(name) || OF_THE_MACHINE.test(name) || !existsSync(file)) return;
    copied.add(name);
    copyFileSync(realpathSync(file), path.join(folder, name));
    links(file);
  };
  const links = (program) => {
    const listed = execFileSync('ldd', [program], { encoding: 'utf8' });
    for (const [, file] of listed.matchAll(/=> (\/\S+)/g)) take(file);
  };
  for (const program of programs) links(program);
  const known = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  for (const [, name, file] of known.matchAll(/^\s*(\S+) \(.*\) => (\/\S+)$/gm))
    if (LOADED.test(name)) take(file);
}

function split(archive, folder) {
  const { size } = statSync(archive);
  const file = openSync(archive, 'r');
  const count = Math.ceil(size / PIECE);
  for (let k = 0; k < count; k++) {
    const bytes = Buffer.alloc(Math.min(PIECE, size - k * PIECE));
    readSync(file, bytes, 0, bytes.length, k * PIECE);
    writeFileSync(path.join(folder, `kit.part${String(k + 1).padStart(2, '0')}`), bytes);
  }
  return count;
}

const launcher = (binary) => `#!/bin/sh
kit=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$kit/lib" CHROME_DEVEL_SANDBOX= DBUS_SESSION_BUS_ADDRESS=unix:path=/dev/null
exec "$kit/chromium/${binary}" "$@"
`;

/** The card's own driver goes first; its descriptions are where its installer, or a container's runtime, puts them. */
const RUN = `#!/bin/sh
# sh run.sh [options of gpu.mjs]: unpacks the kit beside this file, once, and measures. JSON lines in results.jsonl.
set -e
here=$(dirname "$(readlink -f "$0")")
[ -x "$here/kit/node" ] || cat "$here"/kit.part* | tar -xzf - -C "$here"
kit=$here/kit
for file in /usr/share/vulkan/icd.d/nvidia_icd.json /etc/vulkan/icd.d/nvidia_icd.json /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json; do
  [ -z "$VK_DRIVER_FILES" ] && [ -f "$file" ] && export VK_DRIVER_FILES=$file VK_ICD_FILENAMES=$file
done
for file in /usr/share/glvnd/egl_vendor.d/10_nvidia.json /usr/local/nvidia/share/glvnd/egl_vendor.d/10_nvidia.json; do
  [ -z "$__EGL_VENDOR_LIBRARY_FILENAMES" ] && [ -f "$file" ] && export __EGL_VENDOR_LIBRARY_FILENAMES=$file
done
for folder in /usr/local/nvidia/lib64 /usr/local/nvidia/lib; do
  [ -d "$folder" ] && LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$folder"
done
export CHROME_PATH=$kit/chromium.sh MINISEG_GPU_PAGE=$kit/page HOME=\${HOME:-/tmp}
export LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$kit/lib"
exec "$kit/node" "$kit/app/gpu.mjs" --json "$here/results.jsonl" "$@"
`;
