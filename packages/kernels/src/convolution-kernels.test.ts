import fc from 'fast-check';
import { describe, it } from 'vitest';
import {
  conv2dFilterGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  type Geometry,
  maxPoolGradient,
  outputSize,
} from '../test/brute-force.js';
import { anyDepthwise, anyGeometry, expectEqual, kernelArguments, noise } from '../test/cases.js';
import { Sandbox } from '../test/sandbox.js';

const DEFINITIONS = { conv2dFilterGradient, depthwiseFilterGradient, depthwiseInputGradient };
const plain = new Sandbox();

type Name = keyof typeof DEFINITIONS;

/** A kernel on noise against its definition. */
function check(name: Name, geometry: Geometry, { sandbox = plain } = {}): void {
  const { batch, height, width, channels, outputs, kernel, strides, dilations, padding } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const outChannels = name === 'conv2dFilterGradient' ? outputs : channels * outputs;
  const image = batch * height * width * channels;
  const outImage = batch * outHeight * outWidth * outChannels;
  const weights = kernel[0] * kernel[1] * channels * outputs;
  const ofInput = name === 'depthwiseInputGradient';
  const [first, second, length] = ofInput ? [outImage, weights, image] : [image, outImage, weights];
  const [a, b] = [noise(first, 1), noise(second, 2)];
  const { kernels } = sandbox;
  const shape = [channels, outputs, ...kernel] as const;
  const bytes =
    name === 'depthwiseInputGradient'
      ? kernels[`${name}Scratch`](width, ...shape, ...strides, ...dilations, padding.left)
      : kernels[`${name}Scratch`](...shape, outWidth, strides[1], ...dilations);
  sandbox.clear();
  const result = sandbox.place(length);
  const scratch = sandbox.scratch(bytes);
  kernels[name](sandbox.place(a), sandbox.place(b), result, scratch, ...kernelArguments(geometry));
  // Also that nothing was written behind the scratch memory.
  sandbox.read(scratch, Math.ceil(bytes / 4));
  expectEqual(sandbox.read(result, length), DEFINITIONS[name](a, b, geometry));
}

const RUNS = { numRuns: 400 };

describe('gradients by definition, in double precision', () => {
  it('the filter gradient of any convolution', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => check('conv2dFilterGradient', geometry)),
      RUNS,
    );
  });

  it('the filter gradient of any depthwise convolution', () => {
    fc.assert(
      fc.property(anyDepthwise, (geometry) => check('depthwiseFilterGradient', geometry)),
      RUNS,
    );
  });

  it('the input gradient of any depthwise convolution', () => {
    fc.assert(
      fc.property(anyDepthwise, (geometry) => check('depthwiseInputGradient', geometry)),
      RUNS,
    );
  });

  it('the gradient of any maximum pooling, ties and negative windows among them', () => {
    fc.assert(
      fc.property(anyGeometry, fc.boolean(), (any, ties) => {
        const sandbox = plain;
        sandbox.clear();
        const geometry: Geometry = { ...any, outputs: any.channels, dilations: [1, 1] };
        const { batch, height, width, channels, kernel, strides, padding } = geometry;
        const [outHeight, outWidth] = outputSize(geometry);
        const x = noise(batch * height * width * channels, 7).map((value) =>
          ties ? Math.round(value) - 2 : value - 2,
        );
        const dy = noise(batch * outHeight * outWidth * channels, 8);
        const dx = sandbox.place(x.length);
        sandbox.kernels.maxPoolGradient(
          sandbox.place(x),
          sandbox.place(dy),
          dx,
          ...[batch, height, width, channels],
          ...kernel,
          outHeight,
          outWidth,
          ...strides,
          padding.top,
          padding.left,
        );
        expectEqual(sandbox.read(dx, x.length), maxPoolGradient(x, dy, geometry));
      }),
      RUNS,
    );
  });
});

describe('wide and deep images', () => {
  const wide: Geometry = {
    batch: 2,
    height: 9,
    width: 67,
    channels: 72,
    outputs: 40,
    kernel: [3, 3],
    strides: [1, 1],
    dilations: [1, 1],
    padding: { top: 1, left: 1, bottom: 1, right: 1 },
  };
  const noPadding = { top: 0, left: 0, bottom: 0, right: 0 };

  it('keep their filter gradients, at stride 2, dilated, and as a plain product', () => {
    check('conv2dFilterGradient', wide);
    check('conv2dFilterGradient', { ...wide, strides: [2, 2] });
    check('conv2dFilterGradient', {
      ...wide,
      dilations: [2, 2],
      padding: { top: 2, left: 2, bottom: 2, right: 2 },
    });
    check('conv2dFilterGradient', { ...wide, kernel: [1, 1], padding: noPadding });
    check('conv2dFilterGradient', { ...wide, kernel: [1, 1], outputs: 2, padding: noPadding });
  });

  it('keep their depthwise gradients at a dilation of 8 and at stride 2', () => {
    const padding = { top: 8, left: 8, bottom: 8, right: 8 };
    const dilated: Geometry = { ...wide, outputs: 1, dilations: [8, 8], padding };
    for (const strides of [
      [1, 1],
      [2, 2],
    ] as const) {
      check('depthwiseFilterGradient', { ...dilated, strides: [...strides] });
      check('depthwiseInputGradient', { ...dilated, strides: [...strides] });
    }
  });
});

// A page has shared memory only where it is isolated from other origins.
const missing = typeof SharedArrayBuffer === 'undefined';

describe(`on a shared memory${missing ? ' (none here: the page is not cross-origin isolated)' : ''}`, () => {
  it.skipIf(missing)('the kernels compute the same, and go on after it has grown', () => {
    const shared = new Sandbox({ shared: true });
    const checkAll = () =>
      fc.assert(
        fc.property(anyDepthwise, (geometry) => {
          check('depthwiseFilterGradient', geometry, { sandbox: shared });
          check('depthwiseInputGradient', geometry, { sandbox: shared });
          check('conv2dFilterGradient', geometry, { sandbox: shared });
        }),
        { numRuns: 50 },
      );
    checkAll();
    shared.memory.grow(1);
    checkAll();
  });
});

describe('sums', () => {
  it('over the rows of any matrices, scaled', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 21 }),
        (outer, rows, columns) => {
          plain.clear();
          const x = noise(outer * rows * columns, 9);
          const expected = new Float64Array(outer * columns);
          for (let f = 0; f < x.length; f++) {
            expected[Math.floor(f / (rows * columns)) * columns + (f % columns)] += 0.5 * x[f];
          }
          const y = plain.place(expected.length);
          const scratch = plain.scratch(plain.kernels.sumRowsScratch(columns));
          plain.kernels.sumRows(plain.place(x), y, scratch, outer, rows, columns, 0.5);
          expectEqual(plain.read(y, expected.length), expected);
        },
      ),
      RUNS,
    );
  });

  it('of the rows of each segment; ids that are no segment are left out', () => {
    plain.clear();
    const ids = Int32Array.of(2, 0, 7, 2, -1);
    const x = noise(5 * 6, 10);
    const y = plain.place(3 * 6);
    const placed = plain.place(new Float32Array(ids.buffer));
    plain.kernels.segmentSum(plain.place(x), placed, y, 5, 6, 3);
    const expected = new Float64Array(18);
    for (let c = 0; c < 6; c++) {
      expected[c] = x[6 + c];
      expected[12 + c] = x[c] + x[18 + c];
    }
    expectEqual(plain.read(y, 18), expected);
  });
});

describe('spreadPixels', () => {
  it('writes the pixels of one residue and nothing else', () => {
    plain.clear();
    const x = noise(2 * 2 * 3 * 5, 13);
    const to = plain.place(new Float32Array(2 * 4 * 5 * 5).fill(9));
    plain.kernels.spreadPixels(plain.place(x), to, 2, 2, 3, 5, 4, 5, 2, 2, 1, 0);
    const expected = new Float64Array(2 * 4 * 5 * 5).fill(9);
    for (let b = 0; b < 2; b++)
      for (let i = 0; i < 2; i++)
        for (let j = 0; j < 3; j++)
          for (let c = 0; c < 5; c++)
            expected[((b * 4 + 2 * i + 1) * 5 + 2 * j) * 5 + c] = x[((b * 2 + i) * 3 + j) * 5 + c];
    expectEqual(plain.read(to, expected.length), expected);
  });
});
