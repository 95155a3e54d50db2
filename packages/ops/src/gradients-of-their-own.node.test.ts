/** With only `@tensorflow/tfjs-core` and a backend imported, no gradient is registered: the ops must bring theirs. */
import { execFileSync } from 'node:child_process';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';

const script = `
import { grads, ones, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as ops from './index.ts';
await setBackend('cpu');
const [x, w3, w1, c] = [[1, 4, 4, 2], [3, 3, 2, 1], [1, 1, 2, 2], [2]].map((shape) => ones(shape));
const moments = ops.batchMoments(x);
const cases = {
  depthwiseConv2d: [(x, w) => ops.depthwiseConv2d(x, w, { strides: 2, dilations: 2 }), [x, w3]],
  conv2d: [(x, w) => ops.conv2d(x, w), [x, w1]],
  grouped: [(x, w) => ops.groupedPointwiseConv2d(x, w, 1), [x, w1]],
  resize: [(x) => ops.resizeBilinear(x, [7, 5]), [x]],
  avgPool2d: [(x) => ops.avgPool2d(x, { strides: 2 }), [x]],
  prelu: [(x, a) => ops.prelu(x, a), [x, c]],
  batchNorm: [(x, gamma, beta) => ops.batchNormTraining(x, moments, { gamma, beta }), [x, c, c]],
};
for (const [name, [f, inputs]] of Object.entries(cases)) {
  const gradients = grads(f)(inputs, f(...inputs));
  console.log(name, gradients.every((g, i) => String(g.shape) === String(inputs[i].shape)));
}
`;

it('every op has its gradient where nothing registered one', () => {
  const bundle = buildSync({
    stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    external: ['@tensorflow/*'],
  });
  const output = execFileSync(process.execPath, ['--input-type=module'], {
    input: bundle.outputFiles[0].text,
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = output.split('\n').filter((line) => /true|false/.test(line));
  expect(lines).toHaveLength(7);
  expect(lines.every((line) => line.endsWith('true'))).toBe(true);
});
