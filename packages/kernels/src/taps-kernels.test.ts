import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conv2d,
  conv2dFilterGradient,
  type Geometry,
  maxPoolGradient,
  outputSize,
} from '../test/brute-force.js';
import { anyGeometry, expectEqual, kernelArguments, noise } from '../test/cases.js';
import { Sandbox } from '../test/sandbox.js';

const RUNS = { numRuns: 300 };
const sandbox = new Sandbox();
const { kernels } = sandbox;

/** [rows, columns] -> the same in the columns from `first` on of rows of `pitch` numbers, NaN elsewhere. */
function widened(values: ArrayLike<number>, columns: number, pitch: number, first: number): Float32Array {
  const wide = new Float32Array((values.length / columns) * pitch).fill(Number.NaN);
  for (let i = 0; i < values.length; i++)
    wide[Math.floor(i / columns) * pitch + first + (i % columns)] = values[i];
  return wide;
}

/** Channels before and after a group's own, in x and in y. */
const neighbors = fc.tuple(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 5 }),
);
type Neighbors = [number, number, number, number];

function checkForward(geometry: Geometry, [x0, x1, y0, y1]: Neighbors, cut: number): void {
  sandbox.clear();
  const { height, width, channels, outputs, kernel, strides, dilations, padding } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const rows = kernel[0] * kernel[1] * channels;
  const [x, w] = [noise(height * width * channels, 1), noise(rows * outputs, 2)];
  const [xPitch, yPitch] = [x0 + channels + x1, y0 + outputs + y1];
  const y = sandbox.place(new Float32Array(outHeight * outWidth * yPitch).fill(Number.NaN));
  const image = sandbox.place(widened(x, channels, xPitch, x0));
  const panels = sandbox.place(kernels.panelsLength(rows, outputs));
  kernels.packGroupPanels(
    sandbox.place(widened(w, outputs, yPitch, y0)) + 4 * y0,
    panels,
    rows,
    outputs,
    yPitch,
  );
  const at = Math.round(outHeight * cut);
  for (const [begin, end] of [
    [at, outHeight],
    [0, at],
  ]) {
    const bytes = kernels.convolveTapsScratch(channels, ...kernel, outWidth);
    const scratch = sandbox.scratch(bytes);
    kernels.convolveTaps(
      ...([image + 4 * x0, panels, y + 4 * y0, scratch, height, width, channels, outputs] as const),
      ...([...kernel, outWidth, ...strides, ...dilations, padding.top, padding.left] as const),
      ...([begin, end, xPitch, yPitch] as const),
    );
    sandbox.read(scratch, Math.ceil(bytes / 4));
  }
  const expected = conv2d(x, w, geometry);
  const all = sandbox.read(y, outHeight * outWidth * yPitch);
  const own = Float32Array.from(
    expected,
    (_, i) => all[Math.floor(i / outputs) * yPitch + y0 + (i % outputs)],
  );
  expectEqual(own, expected);
  // Of its neighbors' channels it wrote none.
  for (const [i, value] of all.entries()) {
    const column = i % yPitch;
    if (column < y0 || column >= y0 + outputs) expect(value).toBeNaN();
  }
}

function checkFilterGradient(geometry: Geometry, [x0, x1, y0, y1]: Neighbors): void {
  sandbox.clear();
  const { batch, height, width, channels, outputs, kernel } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const [x, dy] = [
    noise(batch * height * width * channels, 1),
    noise(batch * outHeight * outWidth * outputs, 2),
  ];
  const [xPitch, yPitch] = [x0 + channels + x1, y0 + outputs + y1];
  const length = kernel[0] * kernel[1] * channels * outputs;
  const dw = sandbox.place(length);
  const bytes = kernels.filterGradientTapsScratch(channels, outputs, ...kernel);
  const scratch = sandbox.scratch(bytes);
  kernels.filterGradientTaps(
    sandbox.place(widened(x, channels, xPitch, x0)) + 4 * x0,
    sandbox.place(widened(dy, outputs, yPitch, y0)) + 4 * y0,
    dw,
    scratch,
    ...kernelArguments(geometry),
    xPitch,
    yPitch,
  );
  sandbox.read(scratch, Math.ceil(bytes / 4));
  expectEqual(sandbox.read(dw, length), conv2dFilterGradient(x, dy, geometry));
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** What a pooling may be: each window meets the image. */
const anyPooling = anyGeometry
  .map(
    (any): Geometry => ({
      ...any,
      outputs: any.channels,
      dilations: [1, 1],
      padding: {
        top: Math.min(any.padding.top, any.kernel[0] - 1),
        left: Math.min(any.padding.left, any.kernel[1] - 1),
        bottom: 0,
        right: 0,
      },
    }),
  )
  .filter((geometry) => outputSize(geometry).every((size) => size > 0));

function poolingArguments({ height, width, channels, kernel, strides, padding, ...rest }: Geometry) {
  const [outHeight, outWidth] = outputSize({ height, width, channels, kernel, strides, padding, ...rest });
  return {
    outHeight,
    outWidth,
    window: [height, width, channels, ...kernel] as const,
    steps: [...strides, padding.top, padding.left] as const,
  };
}

describe('convolutions tap by tap, by definition', () => {
  it('any convolution of a group of channels, in any two parts', () => {
    fc.assert(
      fc.property(anyGeometry, neighbors, share, (any, around, cut) =>
        checkForward({ ...any, batch: 1 }, around, cut),
      ),
      RUNS,
    );
  });
  it('the filter gradient of any convolution of a group of channels', () => {
    fc.assert(
      fc.property(anyGeometry, neighbors, (any, around) => checkFilterGradient(any, around)),
      RUNS,
    );
  });
  it('images that are larger than the cache, and dilations beyond the image', () => {
    const padding = (n: number) => ({ top: n, left: n, bottom: n, right: n });
    const wide: Geometry = {
      batch: 2,
      height: 70,
      width: 90,
      channels: 9,
      outputs: 10,
      kernel: [3, 3],
      strides: [1, 1],
      dilations: [2, 2],
      padding: padding(2),
    };
    checkForward({ ...wide, batch: 1 }, [1, 0, 0, 1], 0.5);
    checkFilterGradient(wide, [1, 0, 0, 1]);
    const far: Geometry = { ...wide, height: 8, width: 7, dilations: [36, 36], padding: padding(36) };
    checkForward({ ...far, batch: 1 }, [0, 0, 0, 0], 0.5);
    checkFilterGradient(far, [0, 0, 0, 0]);
  });
  it('a turned filter of a group is packed as the whole one is', () => {
    sandbox.clear();
    const [taps, inputs, outputs, pitch] = [4, 5, 3, 7];
    const length = kernels.panelsLength(taps * outputs, inputs);
    const filter = noise(taps * inputs * outputs, 3);
    const [whole, group] = [sandbox.place(length), sandbox.place(length)];
    kernels.packTurnedPanels(sandbox.place(filter), whole, taps, inputs, outputs);
    const wide = sandbox.place(widened(filter, outputs, pitch, 2));
    kernels.packTurnedGroupPanels(wide + 8, group, taps, inputs, outputs, pitch);
    expect(sandbox.read(group, length)).toEqual(sandbox.read(whole, length));
  });
});

describe('pooling by definition', () => {
  it('maxima and their taps, ties among them, and what is put back there', () => {
    fc.assert(
      fc.property(anyPooling, fc.boolean(), share, (geometry, ties, cut) => {
        sandbox.clear();
        // Address 0 stands for none.
        sandbox.place(1);
        const { batch, height, width, channels, strides, padding } = geometry;
        const { outHeight, outWidth, window, steps } = poolingArguments(geometry);
        const x = noise(batch * height * width * channels, 7).map((value) =>
          ties ? Math.round(value) - 2 : value - 2,
        );
        const length = batch * outHeight * outWidth * channels;
        const [y, taps, image] = [sandbox.place(length), sandbox.place(length), sandbox.place(x)];
        const again = sandbox.place(length);
        const at = Math.round(outHeight * cut);
        for (let b = 0; b < batch; b++) {
          const from = image + 4 * b * height * width * channels;
          const offset = 4 * b * outHeight * outWidth * channels;
          for (const [begin, end] of [
            [at, outHeight],
            [0, at],
          ]) {
            kernels.maxPool(from, y + offset, taps + offset, ...window, outWidth, ...steps, begin, end);
            kernels.maxPool(from, again + offset, 0, ...window, outWidth, ...steps, begin, end);
          }
        }
        const maxima = sandbox.read(y, length);
        expect(sandbox.read(again, length)).toEqual(maxima);
        // A gradient of ones goes to the first maximum: where the taps must be.
        const dy = noise(length, 8);
        const placed = sandbox.place(x.length);
        const given = sandbox.place(dy);
        const whole = [batch, ...window, outHeight, outWidth, ...strides, padding.top, padding.left] as const;
        kernels.placeTaps(given, taps, placed, 0, ...whole);
        expectEqual(sandbox.read(placed, x.length), maxPoolGradient(x, dy, geometry));
        const taken = sandbox.place(length);
        kernels.placeTaps(taken, taps, image, 1, ...whole);
        expect(sandbox.read(taken, length)).toEqual(maxima);
      }),
      RUNS,
    );
  });
  it('takes no notice of what is no tap of the window', () => {
    sandbox.clear();
    const [x, taps] = [
      sandbox.place(Float32Array.of(1, 2, 3, 4)),
      sandbox.place(Float32Array.of(-1, 0.5, 9, 3)),
    ];
    const image = sandbox.place(16);
    kernels.placeTaps(x, taps, image, 0, 1, 4, 4, 1, 2, 2, 2, 2, 2, 2, 0, 0);
    expect([...sandbox.read(image, 16)]).toEqual([...new Array(15).fill(0), 4]);
    const taken = sandbox.place(4);
    kernels.placeTaps(taken, taps, image, 1, 1, 4, 4, 1, 2, 2, 2, 2, 2, 2, 0, 0);
    expect([...sandbox.read(taken, 4)]).toEqual([0, 0, 0, 4]);
  });
});

describe('gradients of activations by definition', () => {
  const values = Float32Array.of(-4, -3, -2.5, -1, 0, 0.25, 1, 2.5, 3, 3.5, 6, 7, 8);
  const dy = noise(values.length, 9);
  const result = (run: (dx: number, dy: number, y: number) => void) => {
    sandbox.clear();
    const dx = sandbox.place(values.length);
    run(dx, sandbox.place(dy), sandbox.place(values));
    return sandbox.read(dx, values.length);
  };
  it('a clamped line', () => {
    const seen = result((dx, g, y) => kernels.clampGradient(g, y, dx, values.length, 0, 6, 0.5));
    expect(seen).toEqual(values.map((value, i) => (value > 0 && value < 6 ? dy[i] / 2 : 0)));
  });
  it('h-swish', () => {
    const seen = result((dx, g, y) => kernels.hardSwishGradient(g, y, dx, values.length));
    expectEqual(
      seen,
      values.map((value, i) => dy[i] * (value <= -3 ? 0 : value >= 3 ? 1 : (2 * value + 3) / 6)),
    );
  });
});
