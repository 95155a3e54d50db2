import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CheckpointTensor,
  compressTensors,
  expandTensors,
  fromFloat32,
  readSafetensors,
  toFloat32,
  writeSafetensors,
} from '../index.js';

const floats = (shape: number[], values: ArrayLike<number>) => fromFloat32(Float32Array.from(values), shape);
const only = (tensor: CheckpointTensor) => new Map([['w', tensor]]);
const finite = fc.float({ min: -60000, max: 60000, noNaN: true });
const filter = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 4, max: 9 }))
  .chain(([channels, n]) =>
    fc
      .array(finite, { minLength: channels * n, maxLength: channels * n })
      .map((values) => ({ channels, values })),
  );

describe('compressTensors', () => {
  it('to float16 halves every float tensor, and reading gives the nearest halves', () => {
    const packed = compressTensors(only(floats([3], [1 / 3, -2, 1e-7])), 'float16').get('w')!;
    expect(packed).toMatchObject({ dtype: 'F16', shape: [3] });
    expect([...toFloat32(packed)]).toEqual([0.333251953125, -2, 2 * 2 ** -24]);
  });

  it('to int8 stores integers and a power of two for each output channel, which clips nothing', () => {
    const tensors = compressTensors(
      only(floats([3, 2, 2, 1], [127, -1, 2.4, 0, 0.5, -1, 0.25, 0.1, 0, 0, 0, 0])),
      'int8',
    );
    expect(tensors.get('w')).toMatchObject({ dtype: 'I8', shape: [3, 2, 2, 1] });
    expect([...new Int8Array(tensors.get('w')!.bytes)]).toEqual([127, -1, 2, 0, 32, -64, 16, 6, 0, 0, 0, 0]);
    expect(tensors.get('w_scale')).toMatchObject({ dtype: 'BF16', shape: [3] });
    expect([...toFloat32(tensors.get('w_scale')!)].slice(0, 2)).toEqual([1, 2 ** -6]);
  });

  it("to int8 and back errs by at most 1/127 of the channel's largest magnitude", () => {
    fc.assert(
      fc.property(filter, ({ channels, values }) => {
        const n = values.length / channels;
        const back = toFloat32(
          expandTensors(compressTensors(only(floats([channels, n], values)), 'int8')).get('w')!,
        );
        for (let c = 0; c < channels; c++) {
          const own = values.slice(c * n, (c + 1) * n);
          const most = Math.max(2 ** -120, ...own.map(Math.abs));
          own.forEach((value, i) => {
            expect(Math.abs(back[c * n + i] - value)).toBeLessThanOrEqual(most / 127);
          });
        }
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(filter, ({ channels, values }) => {
        const shape = [channels, values.length / channels];
        const once = expandTensors(compressTensors(only(floats(shape, values)), 'int8'));
        expect(expandTensors(compressTensors(once, 'int8'))).toEqual(once);
      }),
    );
  });

  it('to int8 leaves vectors and filters of few values in half precision', () => {
    const tensors = new Map([
      ['bn', floats([8], Array(8).fill(0.5))],
      ['head', floats([2, 3, 1, 1], Array(6).fill(0.5))],
    ]);
    const packed = compressTensors(tensors, 'int8');
    expect([...packed].map(([name, { dtype }]) => [name, dtype])).toEqual([
      ['bn', 'F16'],
      ['head', 'F16'],
    ]);
  });

  it.each([70000, Number.POSITIVE_INFINITY, Number.NaN])(
    'keeps a tensor with the value %d, which no smaller form holds, and integers',
    (value) => {
      const counter: CheckpointTensor = { dtype: 'I64', shape: [], bytes: new Uint8Array(8) };
      const tensors = new Map([
        ['w', floats([2, 4], [1, 2, 3, value, 5, 6, 7, 8])],
        ['n', counter],
      ]);
      for (const dtype of ['float16', 'int8'] as const)
        expect(compressTensors(tensors, dtype)).toEqual(tensors);
    },
  );

  it('never overwrites a tensor that has the name of the scales', () => {
    const tensors = new Map([
      ['w', floats([1, 4], [1, 2, 3, 4])],
      ['w_scale', floats([1], [7])],
    ]);
    const packed = compressTensors(tensors, 'int8');
    expect(packed.get('w')?.dtype).toBe('F16');
    expect([...toFloat32(packed.get('w_scale')!)]).toEqual([7]);
  });

  it('survives a file', () => {
    const packed = compressTensors(only(floats([2, 4], [1, 2, 3, 4, -0.1, 0.2, 0.3, 0.4])), 'int8');
    const { tensors } = readSafetensors(writeSafetensors(packed));
    expect(expandTensors(tensors)).toEqual(expandTensors(packed));
  });

  it('refuses another dtype', () => {
    expect(() => compressTensors(new Map(), 'int4' as 'int8')).toThrow(
      expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(/'int4'.*'int8'/) }),
    );
  });
});

describe('expandTensors', () => {
  it('leaves alone what has no scales: integers, floats, and scales without integers', () => {
    const tensors = new Map<string, CheckpointTensor>([
      ['labels', { dtype: 'I8', shape: [2], bytes: Uint8Array.of(1, 255) }],
      ['x', floats([1], [1])],
      ['x_scale', floats([1], [2])],
    ]);
    expect(expandTensors(tensors)).toEqual(tensors);
  });

  it.each([[[3]], [[2, 1]], [[]]])('refuses scales of shape %j for two channels', (shape) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const tensors = new Map<string, CheckpointTensor>([
      ['w', { dtype: 'I8', shape: [2, 2], bytes: new Uint8Array(4) }],
      ['w_scale', floats(shape, Array(count).fill(1))],
    ]);
    expect(() => expandTensors(tensors)).toThrow(
      expect.objectContaining({
        code: 'invalid-tensor',
        message: expect.stringMatching(/"w" has the shape \[2,2\]/),
      }),
    );
  });
});
