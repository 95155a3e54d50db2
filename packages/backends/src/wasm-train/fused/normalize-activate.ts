/**
 * MiniSegNormalizeActivate and its gradient: batch normalization and the activation after it, of which only the input is
 * kept. `alpha` is an input for PReLU; otherwise `activation` says 'relu' or 'none'.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { channelTotals, fillColumns, overRows, PARTS, type Rows, rowsOf } from './rows.js';
import type { Workspace } from './workspace.js';

type Inputs = Record<string, TensorInfo>;

export interface NormalizeAttributes {
  epsilon: number;
  activation: 'prelu' | 'relu' | 'none';
  /** The moments are the batch's own: the gradient goes through them. */
  training: boolean;
  /** In training, the pixels that the moments are of. */
  count?: number;
}

interface Parameters {
  mean: Float32Array;
  inverseDeviation: Float64Array;
  scale: Float64Array;
  beta: Float32Array;
  alpha: Float32Array;
}

export function normalizeActivate(
  workspace: Workspace,
  inputs: Inputs,
  attributes: NormalizeAttributes,
): TensorInfo {
  const { x } = inputs;
  const rows = rowsOf(x.shape);
  const { width } = rows;
  const y = workspace.output(x.shape);
  const parameters = readParameters(workspace, inputs, attributes);
  workspace.withArrays([16 * width, 8 * width], (columns, padding) => {
    const [mean, scale, beta, alpha] = writeParameters(workspace, rows, columns, parameters);
    overRows(
      workspace,
      rows,
      [x, y],
      (count, [from, to]) => ['normalizeActivate', from, to, count, width, mean, scale, beta, alpha],
      { padding, outputs: [1] },
    );
  });
  return y;
}

/** [dx, dGamma, dBeta], and dAlpha for PReLU. */
export function normalizeActivateGradient(
  workspace: Workspace,
  inputs: Inputs,
  attributes: NormalizeAttributes,
): TensorInfo[] {
  const { x, dy } = inputs;
  const rows = rowsOf(x.shape);
  const { width, pixels } = rows;
  const dx = workspace.output(x.shape);
  const parameters = readParameters(workspace, inputs, attributes);
  const { inverseDeviation } = parameters;
  const [dGamma, dBeta, dAlpha] = workspace.withArrays(
    [16 * width, 12 * width, ...[1, 2, 3].map(() => 8 * PARTS * width), 8 * width],
    (columns, padding, sums, centeredSums, alphaSums, affine) => {
      const [mean, scale, beta, alpha] = writeParameters(workspace, rows, columns, parameters);
      overRows(
        workspace,
        rows,
        [x, dy],
        (count, [from, given], part) => {
          const of = 8 * width * part;
          return [
            'normalizeActivateSums', from, given, count, width, mean, scale, beta, alpha,
            sums + of, centeredSums + of, alphaSums + of,
          ]; // biome-ignore format: one line of arguments
        },
        { padding },
      );
      const dBeta = channelTotals(workspace, rows, sums);
      const dGamma = channelTotals(workspace, rows, centeredSums).map((sum, c) => sum * inverseDeviation[c]);
      const { training, count = pixels } = attributes;
      const through = training ? 1 / count : 0;
      const slope = affine;
      const offset = affine + 4 * width;
      fillColumns(
        workspace,
        rows,
        slope,
        dGamma.map((sum, c) => -through * parameters.scale[c] * inverseDeviation[c] * sum),
      );
      fillColumns(
        workspace,
        rows,
        offset,
        dBeta.map((sum, c) => -through * parameters.scale[c] * sum),
      );
      overRows(
        workspace,
        rows,
        [x, dy, dx],
        (count, [from, given, to]) => [
          'normalizeActivateGradient', from, given, to, count, width, mean, scale, beta, alpha, slope, offset,
        ], // biome-ignore format: one line of arguments
        { padding, outputs: [2] },
      );
      return [dGamma, dBeta, channelTotals(workspace, rows, alphaSums)];
    },
  );
  const gradients = [dx, workspace.vector(dGamma), workspace.vector(dBeta)];
  return attributes.activation === 'prelu' ? [...gradients, workspace.vector(dAlpha)] : gradients;
}

/** MiniSegPreluGradient: PReLU alone; [dx, dAlpha]. */
export function preluGradient(workspace: Workspace, { x, dy, alpha }: Inputs): TensorInfo[] {
  const rows = rowsOf(x.shape);
  const { width } = rows;
  const dx = workspace.output(x.shape);
  const slopes = workspace.values(alpha).slice();
  const dAlpha = workspace.withArrays(
    [4 * width, 12 * width, 8 * PARTS * width],
    (columns, padding, alphaSums) => {
      fillColumns(workspace, rows, columns, slopes);
      overRows(
        workspace,
        rows,
        [x, dy, dx],
        (count, [from, given, to], part) => {
          const sums = alphaSums + 8 * width * part;
          return ['preluGradient', from, given, to, count, width, columns, sums];
        },
        { padding, outputs: [2] },
      );
      return channelTotals(workspace, rows, alphaSums);
    },
  );
  return [dx, workspace.vector(dAlpha)];
}

function readParameters(
  workspace: Workspace,
  { mean, variance, gamma, beta, alpha }: Inputs,
  { epsilon, activation }: NormalizeAttributes,
): Parameters {
  const variances = workspace.values(variance);
  const gammas = workspace.values(gamma);
  const inverseDeviation = new Float64Array(variances.length);
  const scale = new Float64Array(variances.length);
  for (let c = 0; c < variances.length; c++) {
    inverseDeviation[c] = 1 / Math.sqrt(variances[c] + epsilon);
    scale[c] = inverseDeviation[c] * gammas[c];
  }
  return {
    mean: workspace.values(mean).slice(),
    inverseDeviation,
    scale,
    beta: workspace.values(beta).slice(),
    alpha: alpha
      ? workspace.values(alpha).slice()
      : new Float32Array(inverseDeviation.length).fill(activation === 'relu' ? 0 : 1),
  };
}

/** Mean, scale, beta and alpha for each column of a row, one after the other from `address`. */
function writeParameters(
  workspace: Workspace,
  rows: Rows,
  address: number,
  { mean, scale, beta, alpha }: Parameters,
): number[] {
  return [mean, scale, beta, alpha].map((values, i) => {
    const at = address + 4 * rows.width * i;
    fillColumns(workspace, rows, at, values);
    return at;
  });
}
