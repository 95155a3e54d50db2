/**
 * MiniSegDilatedPyramid and its gradient: the branches of AHSP and their hierarchy, paper eq. (2)-(4), all branches at once.
 * Inputs `s` and `filter0` ... `filter(K-1)`; output k is F'_(k+1), the sum of the branches up to it. Average pooling is a
 * depthwise convolution with weights 1/9, so that F_0 + F_1 is one with w_1 + 1/9.
 */
import { type backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { convolutionGeometry, type Geometry } from '../geometry.js';
import { runJobs } from '../jobs.js';
import { partsOf } from '../parts.js';
import { depthwiseJob } from '../simd/convolutions.js';
import { inputGradientJob } from '../simd/depthwise-input-gradient.js';
import { filterGradientJob } from '../simd/filter-gradients.js';
import type { Workspace } from './workspace.js';

type Inputs = Record<string, TensorInfo>;

interface PyramidAttributes {
  strides: number;
}

export function dilatedPyramid(
  workspace: Workspace,
  inputs: Inputs,
  { strides }: PyramidAttributes,
): TensorInfo[] {
  const { s } = inputs;
  return withBranches(workspace, inputs, strides, (branches) => {
    const maps = branches.map(({ g }) => workspace.output([g.batch, g.outHeight, g.outWidth, g.channels]));
    runJobs(
      workspace,
      branches.map(({ filter, g }, k) => depthwiseJob(workspace, s, filter, maps[k], g)),
    );
    sumUp(workspace, maps);
    return maps;
  });
}

/** The same inputs and `dy0` ... `dy(K-1)`, each the gradient of branch k: of all maps that it is in -> [dS, dFilter0, ...]. */
export function dilatedPyramidGradient(
  workspace: Workspace,
  inputs: Inputs,
  { strides }: PyramidAttributes,
): TensorInfo[] {
  const { s } = inputs;
  return withBranches(workspace, inputs, strides, (branches) => {
    const dInputs = branches.map(() => workspace.output(s.shape));
    const dFilters = branches.map(({ filter }) => workspace.output(filter.shape));
    runJobs(
      workspace,
      branches.flatMap(({ filter, g }, k) => {
        const dy = inputs[`dy${k}`];
        return [
          inputGradientJob(workspace, dy, filter, dInputs[k], g),
          filterGradientJob(workspace, s, dy, dFilters[k], g, 'depthwiseFilterGradient'),
        ];
      }),
    );
    sumUp(workspace, dInputs);
    const dS = dInputs.pop()!;
    for (const part of dInputs) workspace.dispose(part);
    return [dS, ...dFilters];
  });
}

interface Branch {
  filter: TensorInfo;
  g: Geometry;
}

/** Calls `body` with each branch's filter, of the first one with the pooling in it, and geometry. */
function withBranches<T>(
  workspace: Workspace,
  inputs: Inputs,
  strides: number,
  body: (branches: Branch[]) => T,
): T {
  const { s, filter0 } = inputs;
  const pooled = workspace.output(filter0.shape);
  const weights = workspace.values(filter0);
  workspace.values(pooled).set(weights.map((weight) => weight + 1 / 9));
  const branches: Branch[] = [];
  for (let k = 0; inputs[`filter${k}`]; k++) {
    const dilation = 2 ** k;
    const sides: [number, number] = [dilation, dilation];
    const pad: backend_util.ExplicitPadding = [[0, 0], sides, sides, [0, 0]];
    const filter = k === 0 ? pooled : inputs[`filter${k}`];
    const attributes = { strides, dilations: dilation, pad };
    branches.push({ filter, g: convolutionGeometry(s.shape, filter.shape, attributes, true) });
  }
  try {
    return body(branches);
  } finally {
    workspace.dispose(pooled);
  }
}

/** Each tensor becomes the sum of those up to it. */
function sumUp(workspace: Workspace, tensors: TensorInfo[]): void {
  if (tensors.length === 1) return;
  workspace.withArrays([4 * tensors.length], (table) => {
    workspace.addresses(table, tensors.length).set(tensors.map((tensor) => workspace.address(tensor)));
    workspace.run(
      partsOf(util.sizeFromShape(tensors[0].shape), 8192).map(([begin, end]) => [
        'runningSums',
        table,
        tensors.length,
        4 * begin,
        end - begin,
      ]),
    );
  });
}
