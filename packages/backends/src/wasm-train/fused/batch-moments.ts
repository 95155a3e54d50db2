/**
 * MiniSegBatchMoments: x -> [mean, biased variance] of each channel. MiniSegMovedMoments: those and the running values ->
 * the running values after them, with the unbiased variance.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { channelTotals, fillColumns, overRows, PARTS, rowsOf } from './rows.js';
import type { Workspace } from './workspace.js';

/** Pixels that guess the mean: a shift near it keeps the variance from canceling. */
const SAMPLES = 64;

export function batchMoments(workspace: Workspace, { x }: Record<string, TensorInfo>): TensorInfo[] {
  const rows = rowsOf(x.shape);
  const { channels, pixels, width } = rows;
  const [mean, variance] = workspace.withArrays(
    [4 * width, 8 * PARTS * width, 8 * PARTS * width, 4 * width],
    (shift, sums, squares, padding) => {
      const guess = guessMean(workspace.values(x), channels, pixels);
      fillColumns(workspace, rows, shift, guess);
      overRows(
        workspace,
        rows,
        [x],
        (count, [from], part) => {
          const of = 8 * width * part;
          return ['channelMoments', from, count, width, shift, sums + of, squares + of];
        },
        { padding, fillers: [shift] },
      );
      const offsets = channelTotals(workspace, rows, sums).map((sum) => sum / pixels);
      const spread = channelTotals(workspace, rows, squares);
      return [
        offsets.map((offset, c) => guess[c] + offset),
        spread.map((square, c) => Math.max(0, square / pixels - offsets[c] ** 2)),
      ];
    },
  );
  return [workspace.vector(mean), workspace.vector(variance)];
}

export function movedMoments(
  workspace: Workspace,
  { mean, variance, runningMean, runningVariance }: Record<string, TensorInfo>,
  { momentum, count }: { momentum: number; count: number },
): TensorInfo[] {
  const move = (running: TensorInfo, batch: TensorInfo, factor: number): TensorInfo => {
    const values = workspace.values(batch);
    return workspace.vector(
      workspace.values(running).map((old, c) => old * momentum + values[c] * factor * (1 - momentum)),
    );
  };
  return [move(runningMean, mean, 1), move(runningVariance, variance, count / Math.max(1, count - 1))];
}

/** In float32, as the kernel subtracts it. */
function guessMean(values: Float32Array, channels: number, pixels: number): Float32Array {
  const count = Math.min(SAMPLES, pixels);
  const guess = new Float64Array(channels);
  for (let sample = 0; sample < count; sample++) {
    const first = Math.floor((sample * pixels) / count) * channels;
    for (let c = 0; c < channels; c++) guess[c] += values[first + c] / count;
  }
  return Float32Array.from(guess);
}
