import { Engine } from '@miniseg/engine';
import { expect, it } from 'vitest';
import { plain, pointwise, sum } from './linear.js';
import { ProgramBuilder } from './program-builder.js';

const size = { height: 16, width: 16 };
const ones = (length: number) => new Float32Array(length).fill(1);

it.each([
  ['two maps of equal width are one convolution', [4, 4], 1],
  ['two maps of different widths are two', [3, 4], 2],
  ['three maps are three', [2, 2, 2], 3],
])('%s, and the result is their sum', async (_title, widths, convolutions) => {
  const builder = new ProgramBuilder();
  builder.push({ op: 'input', channels: 1 });
  const maps = widths.map((channels, i) =>
    builder.push({
      op: 'conv',
      inputs: [0],
      size: 1,
      strides: 1,
      channels,
      filter: ones(channels).fill(i + 1),
    }),
  );
  const before = builder.nodes.length;
  const extra = plain(
    builder.push({ op: 'conv', inputs: [0], size: 1, strides: 1, channels: 2, filter: ones(2) }).terms[0]
      .value,
    2,
  );
  const total = [extra, ...maps.map((map, i) => pointwise(map, ones(widths[i] * 2), 2))].reduce(sum);
  const output = builder.value(total);
  expect(builder.value(total)).toBe(output);
  expect(builder.nodes.length - before - 1).toBe(convolutions);
  const engine = await Engine.create({ nodes: builder.nodes, output }, { threads: 1 });
  const logits = engine.logits(ones(16 * 16), size);
  // Each of the map's channels is i + 1, and all are added up; the extra map adds 1.
  const expected = 1 + widths.reduce((all, channels, i) => all + channels * (i + 1), 0);
  expect(logits).toEqual(new Float32Array(16 * 16 * 2).fill(expected));
  engine.dispose();
});
