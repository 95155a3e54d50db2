import { describe, expect, it } from 'vitest';
import { expectEqual, noise } from '../test/cases.js';
import { Sandbox } from '../test/sandbox.js';

const sandbox = new Sandbox();
const { kernels } = sandbox;

describe.each([1, 3, 4, 7, 64, 101])('over %i numbers', (n) => {
  it('fill sets all and no other', () => {
    sandbox.clear();
    const y = sandbox.place(n);
    kernels.fill(y, 2.5, n);
    expect(Array.from(sandbox.read(y, n))).toEqual(Array(n).fill(2.5));
  });

  it('runningSums adds each array to those after it, from an offset on', () => {
    sandbox.clear();
    const arrays = [1, 2, 3].map((seed) => noise(n + 4, seed));
    const placed = arrays.map((array) => sandbox.place(array));
    // Addresses as the bits of numbers.
    const table = sandbox.place(new Float32Array(Uint32Array.from(placed).buffer));
    kernels.runningSums(table, 3, 16, n);
    for (const [k, address] of placed.entries()) {
      const expected = arrays[k].map((value, i) =>
        i < 4 ? value : arrays.slice(0, k + 1).reduce((sum, array) => sum + array[i], 0),
      );
      expectEqual(sandbox.read(address, n + 4), expected);
    }
  });

  it('adam writes its results beside what it reads', () => {
    sandbox.clear();
    const [w, g, m] = [1, 2, 3].map((seed) => noise(n, seed));
    const v = noise(n, 4).map(Math.abs);
    const inputs = [w, g, m, v].map((array) => sandbox.place(array));
    const results = [0, 1, 2].map(() => sandbox.place(n));
    const [iw, ig, im, iv] = inputs;
    kernels.adam(iw, ig, im, iv, results[0], results[1], results[2], n, 0.5, 0.75, 0.125, 1, 0.25, 1);
    const expected = Array.from(w, (weight, i) => {
      const gradient = g[i] + 0.25 * weight;
      const [first, second] = [(m[i] + gradient) / 2, 0.75 * v[i] + 0.25 * gradient ** 2];
      return [weight - (0.125 * first) / (Math.sqrt(second) + 1), first, second];
    });
    for (const [i, address] of results.entries())
      expectEqual(
        sandbox.read(address, n),
        expected.map((row) => row[i]),
      );
    for (const [i, array] of [w, g, m, v].entries())
      expectEqual(sandbox.read(inputs[i], n), Array.from(array));
  });
});

it('addRow adds one row to each', () => {
  sandbox.clear();
  const [a, b] = [noise(5 * 12, 1), noise(12, 2)];
  const y = sandbox.place(60);
  kernels.addRow(sandbox.place(a), sandbox.place(b), y, 5, 12);
  expectEqual(
    sandbox.read(y, 60),
    Array.from(a, (value, i) => value + b[i % 12]),
  );
});

it.each([
  [1, 3, 5],
  [9, 8, 2],
  [4, 11, 16],
])('packTurnedPanels turns %i taps and exchanges %i inputs for %i outputs', (taps, inputs, outputs) => {
  sandbox.clear();
  const filter = noise(taps * inputs * outputs, 1);
  const rows = taps * outputs;
  const length = kernels.panelsLength(rows, inputs);
  const [turned, packed] = [sandbox.place(length), sandbox.place(length)];
  kernels.packTurnedPanels(sandbox.place(filter), turned, taps, inputs, outputs);
  const matrix = Float32Array.from({ length: rows * inputs }, (_, i) => {
    const [row, input] = [Math.floor(i / inputs), i % inputs];
    const tap = taps - 1 - Math.floor(row / outputs);
    return filter[(tap * inputs + input) * outputs + (row % outputs)];
  });
  kernels.packPanels(sandbox.place(matrix), packed, rows, inputs);
  expect(sandbox.read(turned, length)).toEqual(sandbox.read(packed, length));
});
