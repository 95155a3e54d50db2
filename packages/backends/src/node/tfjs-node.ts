/** Finds and loads tfjs-node or tfjs-node-gpu: installed beside the app, or staged by this project's script. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from '../check-options.js';
import { CUDA } from '../cuda.js';
import { BackendError } from '../errors.js';
import { nativeCure } from './native-cure.js';
import type { NativePackage } from './native-package.js';
import { restoreUtil } from './restore-util.js';

/** Below a folder with `node_modules`, where `scripts/stage-libtensorflow.mjs` puts it. */
const STAGED = path.join('node_modules', '.cache', 'miniseg');

/** @returns The package's main file; undefined where it is not installed. */
export function findTfjsNode(
  name: NativePackage,
  from: readonly string[] = [process.cwd(), path.dirname(fileURLToPath(import.meta.url))],
): string | undefined {
  checkPackage(name);
  check(Array.isArray(from), 'from', from, 'it is an array of folders');
  const stagedAt = process.env.MINISEG_TFJS_NODE;
  const folders = [
    ...(stagedAt ? [path.resolve(stagedAt)] : []),
    ...from.flatMap((folder) => withStaged(folder, name)),
  ];
  for (const folder of folders) {
    try {
      return createRequire(path.join(folder, 'package.json')).resolve(name);
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}

function checkPackage(name: NativePackage): void {
  const isPackage = name === '@tensorflow/tfjs-node' || name === '@tensorflow/tfjs-node-gpu';
  check(isPackage, 'The package', name, "it is '@tensorflow/tfjs-node' or '@tensorflow/tfjs-node-gpu'");
}

/** The folder itself, and what was staged in it or above it. */
function withStaged(folder: string, name: NativePackage): string[] {
  const where = path.join(STAGED, name.replace('@tensorflow/', ''));
  const staged: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, where))) staged.push(path.join(at, where));
    if (at === path.dirname(at)) return [folder, ...staged];
  }
}

/**
 * Loads the package, which registers and selects the backend 'tensorflow'.
 *
 * @throws {BackendError} 'missing' where it is not installed, 'failed' where its native part does not load.
 */
export function loadTfjsNode(name: NativePackage): void {
  const file = findTfjsNode(name);
  const short = name.replace('@tensorflow/tfjs-', '');
  if (!file) {
    throw new BackendError('missing', `The backend '${short}' is not installed.`, {
      cure:
        `Run: npm install ${name}` +
        (short === 'node'
          ? ' (where its downloads are out of reach, see docs/backends.md)'
          : `, which needs ${CUDA}; or, in a checkout of this project on Linux, npm run setup:tfjs-node -- --gpu, which ` +
            'needs the driver alone. In Node the webgpu backend is simpler: npm install webgpu @tensorflow/tfjs-backend-webgpu'),
    });
  }
  const restored = restoreUtil();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    createRequire(import.meta.url)(file);
  } catch (cause) {
    const { message } = cause as Error;
    throw new BackendError(
      'failed',
      `${name} is installed (${file}) but does not load on Node ${process.versions.node}: ` +
        `${message.split('\n')[0]}${restored ? ` (${restored})` : ''}`,
      {
        cure: nativeCure(name, message),
        cause,
      },
    );
  }
}
