/**
 * The losses next to nothing but tfjs-core and a backend, where no gradient of a tfjs op is registered: as modules of
 * Node, and bundled. This process has more imported already, hence the children.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const source = fileURLToPath(new URL('.', import.meta.url));
/** Inside the package, so that Node finds tfjs from here. */
const folder = path.join(source, '..', 'node_modules', '.core-alone');

const program = (backend: string) => `
  import * as tf from '@tensorflow/tfjs-core';
  import '@tensorflow/tfjs-backend-${backend}';
  import * as losses from './index.js';

  await tf.setBackend('${backend}');
  const logits = tf.tensor4d([0.3, -1, 2, 0.5, -0.2, 0.1, 1, 1], [1, 2, 2, 2]);
  const labels = tf.tensor3d([0, 1, 255, 0], [1, 2, 2], 'int32');
  const all = {
    crossEntropy: losses.crossEntropy({ classWeights: [1, 3] }),
    focal: losses.focal(),
    dice: losses.dice(),
    tversky: losses.tversky(),
    combine: losses.combine([[losses.crossEntropy(), 1], [losses.dice(), 0.5]]),
    deepSupervision: (y, x) => losses.deepSupervision(losses.dice(), { weights: [1, 0.4] })(y, [x, x]),
  };
  const sizes = {};
  for (const [name, loss] of Object.entries(all)) {
    const gradient = tf.grad((x) => loss(labels, x))(logits);
    sizes[name] = tf.sum(tf.abs(gradient)).dataSync()[0];
  }
  let stock = 'registered';
  try {
    tf.grad((x) => tf.mean(tf.mul(x, x)))(logits);
  } catch {
    stock = 'missing';
  }
  console.log(JSON.stringify({ sizes, stock }));
`;

async function gradients(backend: string, name: string, options: BuildOptions) {
  const file = path.join(folder, `${name}-${backend}.mjs`);
  await build({
    stdin: { contents: program(backend), resolveDir: source, loader: 'js' },
    outfile: file,
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    ...options,
  });
  const { stdout } = await run(process.execPath, [file]);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string);
}

describe('with only tfjs-core and a backend imported', () => {
  beforeAll(() => mkdir(folder, { recursive: true }));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const names = ['crossEntropy', 'focal', 'dice', 'tversky', 'combine', 'deepSupervision'];

  it.each(['cpu', 'wasm'])(
    'every loss has its gradient in Node on %s, where a stock op has none',
    async (backend) => {
      const { sizes, stock } = await gradients(backend, 'node', { platform: 'node', packages: 'external' });
      expect(stock).toBe('missing');
      expect(Object.keys(sizes)).toEqual(names);
      for (const name of names) expect(sizes[name], name).toBeGreaterThan(0.01);
    },
  );

  it('every loss has its gradient in a bundle', async () => {
    // The modules that a bundler takes, where Node itself took the CommonJS ones.
    const { sizes, stock } = await gradients('cpu', 'bundle', {
      platform: 'node',
      mainFields: ['module', 'main'],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    expect(stock).toBe('missing');
    for (const name of names) expect(sizes[name], name).toBeGreaterThan(0.01);
  });
});
