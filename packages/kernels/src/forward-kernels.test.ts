import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conv2d, depthwiseConv2d, type Geometry, outputSize } from '../test/brute-force.js';
import { anyGeometry, expectEqual, noise } from '../test/cases.js';
import { Sandbox } from '../test/sandbox.js';

const RUNS = { numRuns: 400 };
const sandbox = new Sandbox();

/** Runs a kernel for the rows of one image in two parts, the second first, each with scratch memory of its own. */
function inParts(
  rows: number,
  cut: number,
  bytes: number,
  run: (scratch: number, begin: number, end: number) => void,
) {
  const at = Math.round(rows * cut);
  for (const [begin, end] of [
    [at, rows],
    [0, at],
  ]) {
    const scratch = sandbox.scratch(bytes);
    run(scratch, begin, end);
    sandbox.read(scratch, Math.ceil(bytes / 4));
  }
}

function checkDense(geometry: Geometry, cut: number): void {
  sandbox.clear();
  const { kernels } = sandbox;
  const { height, width, channels, outputs, kernel, strides, dilations, padding } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const [x, w] = [noise(height * width * channels, 1), noise(kernel[0] * kernel[1] * channels * outputs, 2)];
  const rows = kernel[0] * kernel[1] * channels;
  const length = outHeight * outWidth * outputs;
  const [y, image] = [sandbox.place(length), sandbox.place(x)];
  const panels = sandbox.place(kernels.panelsLength(rows, outputs));
  kernels.packPanels(sandbox.place(w), panels, rows, outputs);
  sandbox.read(panels, kernels.panelsLength(rows, outputs));
  const bytes = kernels.conv2dScratch(channels, ...kernel, outWidth, strides[1], dilations[0]);
  inParts(outHeight, cut, bytes, (scratch, begin, end) =>
    kernels.conv2d(
      ...([image, panels, y, scratch, height, width, channels, outputs, ...kernel, outWidth] as const),
      ...([...strides, dilations[0], padding.top, padding.left, begin, end] as const),
    ),
  );
  expectEqual(sandbox.read(y, length), conv2d(x, w, geometry));
}

function checkDepthwise(geometry: Geometry, cut: number): void {
  sandbox.clear();
  const { kernels } = sandbox;
  const { height, width, channels, kernel, strides, dilations, padding } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const [x, w] = [noise(height * width * channels, 3), noise(kernel[0] * kernel[1] * channels, 4)];
  const length = outHeight * outWidth * channels;
  const [y, image, weights] = [sandbox.place(length), sandbox.place(x), sandbox.place(w)];
  const bytes = kernels.depthwiseConv2dScratch(channels, ...kernel, outWidth, strides[1], ...dilations);
  inParts(outHeight, cut, bytes, (scratch, begin, end) =>
    kernels.depthwiseConv2d(
      ...([image, weights, y, scratch, height, width, channels, ...kernel, outWidth] as const),
      ...([...strides, ...dilations, padding.top, padding.left, begin, end] as const),
    ),
  );
  expectEqual(sandbox.read(y, length), depthwiseConv2d(x, w, geometry));
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('convolutions by definition, in any two parts', () => {
  it('any convolution without dilation along the width', () => {
    fc.assert(
      fc.property(anyGeometry, share, (any, cut) => {
        const geometry: Geometry = { ...any, batch: 1, dilations: [any.dilations[0], 1] };
        if (outputSize(geometry).every((size) => size > 0)) checkDense(geometry, cut);
      }),
      RUNS,
    );
  });

  it('any depthwise convolution with one output for each channel', () => {
    fc.assert(
      fc.property(anyGeometry, share, (any, cut) => checkDepthwise({ ...any, batch: 1 }, cut)),
      RUNS,
    );
  });

  it('the sum of two arrays of any length', () => {
    for (const length of [1, 3, 4, 17]) {
      sandbox.clear();
      const [a, b] = [noise(length, 5), noise(length, 6)];
      const y = sandbox.place(length);
      sandbox.kernels.add(sandbox.place(a), sandbox.place(b), y, length);
      expect(sandbox.read(y, length)).toEqual(a.map((value, i) => value + b[i]));
    }
  });
});
