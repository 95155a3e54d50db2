/**
 * MiniSegGatedPointwise and its gradient: the attention and the fusing grouped 1x1 of AHSP, paper eq. (6)-(8), over the
 * K branches' maps, without the concatenation. Inputs `map0` ... `map(K-1)` [.., n], `attention` [1, 1, n, K],
 * `fuse` [1, 1, n, K m]; output [.., K m].
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { packPanels, wide } from './panels.js';
import type { Workspace } from './workspace.js';

type Inputs = Record<string, TensorInfo>;

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
  workspace.withArrays([4 * n, 4 * n * wide(m)], (gate, matrix) => {
    for (let k = 0; k < branches; k++) {
      workspace.floats(gate, n).set(attention(k));
      workspace.floats(matrix, n * wide(m)).set(packPanels(n, m, (c, o) => fuse(k, c, o)));
      workspace.kernels.gatedPointwise(
        workspace.address(inputs[`map${k}`]), n, gate, matrix, workspace.address(y) + 4 * m * k, stride, m, pixels,
      ); // biome-ignore format: one line of addresses
    }
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
  const scratchBytes = 4 * workspace.kernels.gatedPointwiseScratch(n, m);
  workspace.withArrays(
    [4 * wideIn, 4 * m * wideIn, 8 * wideIn, 8 * wideIn * wideOut, scratchBytes],
    (gate, transposed, attentionSums, matrixSums, scratch) => {
      for (let k = branches - 1; k >= 0; k--) {
        workspace.floats(gate, n).set(weights.attention(k));
        workspace
          .floats(transposed, m * wideIn)
          .set(packPanels(m, n, (output, input) => weights.fuse(k, input, output)));
        workspace.doubles(attentionSums, wideIn).fill(0);
        workspace.doubles(matrixSums, wideIn * wideOut).fill(0);
        const previous = k === branches - 1 ? 0 : workspace.address(maps[k + 1]);
        workspace.kernels.gatedPointwiseGradient(
          workspace.address(inputs[`map${k}`]), n, gate, transposed, workspace.address(inputs.dy) + 4 * m * k,
          stride, m, pixels, previous, workspace.address(maps[k]), attentionSums, matrixSums, scratch,
        ); // biome-ignore format: one line of addresses
        const attention = workspace.doubles(attentionSums, wideIn);
        const matrix = workspace.doubles(matrixSums, wideIn * wideOut);
        for (let c = 0; c < n; c++) {
          dAttention[c * branches + k] = attention[c];
          for (let o = 0; o < m; o++) dFuse[c * stride + k * m + o] = matrix[c * wideOut + o];
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
