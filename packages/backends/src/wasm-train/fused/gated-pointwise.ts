/**
 * MiniSegGatedPointwise and its gradient: the attention and the fusing grouped 1x1 of AHSP, paper eq. (6)-(8), over the
 * K branches' maps, without the concatenation. Inputs `map0` ... `map(K-1)` [.., n], `attention` [1, 1, n, K],
 * `fuse` [1, 1, n, K m]; output [.., K m].
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelTask } from '../heap.js';
import { partsOf } from '../parts.js';
import { packPanels, wide } from './panels.js';
import type { Workspace } from './workspace.js';

type Inputs = Record<string, TensorInfo>;

/** So many pixels are worth a task of their own for a thread. */
const PIXELS = 256;

interface Sizes {
  branches: number;
  inputs: number;
  outputs: number;
  pixels: number;
  /** Outputs of all branches. */
  stride: number;
}

function sizesOf({ map0, attention, fuse }: Inputs): Sizes {
  const branches = attention.shape[3];
  const stride = fuse.shape[3];
  const pixels = map0.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return { branches, inputs: attention.shape[2], outputs: stride / branches, pixels, stride };
}

export function gatedPointwise(workspace: Workspace, inputs: Inputs): TensorInfo {
  const sizes = sizesOf(inputs);
  const { branches, inputs: n, outputs: m, pixels, stride } = sizes;
  const y = workspace.output([...inputs.map0.shape.slice(0, -1), stride]);
  const { attention, fuse } = readWeights(workspace, inputs);
  // Weights of every branch: the branches are tasks beside each other.
  const gateStep = 4 * wide(n);
  const matrixStep = 4 * n * wide(m);
  workspace.withArrays([gateStep * branches, matrixStep * branches], (gates, matrices) => {
    const to = workspace.address(y);
    const parts = partsOf(pixels, PIXELS);
    const tasks = Array.from({ length: branches }, (_, k) => {
      const gate = gates + gateStep * k;
      const matrix = matrices + matrixStep * k;
      workspace.floats(gate, n).set(attention(k));
      workspace.floats(matrix, n * wide(m)).set(packPanels(n, m, (c, o) => fuse(k, c, o)));
      const from = workspace.address(inputs[`map${k}`]);
      return parts.map(
        ([begin, end]): KernelTask => [
          ...([
            'gatedPointwise',
            from + 4 * n * begin,
            n,
            gate,
            matrix,
            to + 4 * (stride * begin + m * k),
          ] as const),
          ...([stride, m, end - begin] as const),
        ],
      );
    });
    workspace.run(tasks.flat());
  });
  return y;
}

/**
 * [d map0 + ... + d map(K-1), ..., d map(K-1), dAttention, dFuse]: of the maps' gradients the sums from the last to each,
 * as map k is the sum of the branches up to k.
 */
export function gatedPointwiseGradient(workspace: Workspace, inputs: Inputs): TensorInfo[] {
  const sizes = sizesOf(inputs);
  const { branches, inputs: n, outputs: m, pixels, stride } = sizes;
  const weights = readWeights(workspace, inputs);
  const maps = Array.from({ length: branches }, (_, k) => workspace.output(inputs[`map${k}`].shape));
  const dAttention = new Float32Array(n * branches);
  const dFuse = new Float32Array(n * stride);
  const wideIn = wide(n);
  const wideOut = wide(m);
  const scratchBytes = Math.ceil(workspace.kernels.gatedPointwiseScratch(n, m) / 4) * 16;
  const parts = partsOf(pixels, PIXELS, 4);
  workspace.withArrays(
    [
      4 * wideIn,
      4 * m * wideIn,
      8 * wideIn * parts.length,
      8 * wideIn * wideOut * parts.length,
      scratchBytes * parts.length,
    ],
    (gate, transposed, attentionSums, matrixSums, scratch) => {
      const dy = workspace.address(inputs.dy);
      for (let k = branches - 1; k >= 0; k--) {
        workspace.floats(gate, n).set(weights.attention(k));
        workspace
          .floats(transposed, m * wideIn)
          .set(packPanels(m, n, (output, input) => weights.fuse(k, input, output)));
        workspace.kernels.fill(attentionSums, 0, 2 * wideIn * parts.length);
        workspace.kernels.fill(matrixSums, 0, 2 * wideIn * wideOut * parts.length);
        const attention = workspace.doubles(attentionSums, wideIn * parts.length);
        const matrix = workspace.doubles(matrixSums, wideIn * wideOut * parts.length);
        const from = workspace.address(inputs[`map${k}`]);
        const to = workspace.address(maps[k]);
        const previous = k === branches - 1 ? undefined : workspace.address(maps[k + 1]);
        workspace.run(
          parts.map(([begin, end], part) => {
            const at = 4 * n * begin;
            return [
              ...(['gatedPointwiseGradient', from + at, n, gate, transposed] as const),
              ...([dy + 4 * (stride * begin + m * k), stride, m, end - begin] as const),
              ...([previous === undefined ? 0 : previous + at, to + at] as const),
              ...([attentionSums + 8 * wideIn * part, matrixSums + 8 * wideIn * wideOut * part] as const),
              scratch + scratchBytes * part,
            ];
          }),
        );
        for (const part of parts.keys()) {
          const matrixPart = wideIn * wideOut * part;
          for (let c = 0; c < n; c++) {
            dAttention[c * branches + k] += attention[wideIn * part + c];
            for (let o = 0; o < m; o++) dFuse[c * stride + k * m + o] += matrix[matrixPart + c * wideOut + o];
          }
        }
      }
    },
  );
  const weightTensor = (values: Float32Array, shape: number[]) => {
    const made = workspace.output(shape);
    workspace.values(made).set(values);
    return made;
  };
  return [...maps, weightTensor(dAttention, inputs.attention.shape), weightTensor(dFuse, inputs.fuse.shape)];
}

/** Copies of the weights: allocations may replace the heap's buffer. */
function readWeights(workspace: Workspace, inputs: Inputs) {
  const { branches, inputs: n, outputs: m, stride } = sizesOf(inputs);
  const attention = workspace.values(inputs.attention).slice();
  const fuse = workspace.values(inputs.fuse).slice();
  return {
    attention: (k: number) => Float32Array.from({ length: n }, (_, c) => attention[c * branches + k]),
    fuse: (k: number, input: number, output: number) => fuse[input * stride + k * m + output],
  };
}
