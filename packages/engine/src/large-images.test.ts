import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { small } from '../test/small-program.js';
import { Engine, EngineError, EnginePool } from './index.js';

const normalization = { mean: 0.5, std: 0.25 };
const image = (width: number, height: number) => ({
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 31 + ((i * i) >> 3)) % 256),
  ...{ width, height },
});
const LIMIT = 2 ** 20;

describe('images that do not fit in maxMemory', () => {
  it('give the same masks and probabilities, with threads, in workers, and resized', async () => {
    const program = small(1, 3);
    const whole = await Engine.create(program, { threads: 1 });
    // A page that is not isolated has no shared memory.
    const count = typeof SharedArrayBuffer === 'undefined' ? 1 : 2;
    const threads = await Engine.create(program, { threads: count, maxMemory: LIMIT });
    // Threads wait for each other after every kernel of every strip: few of them, where other work takes the cores.
    const pool = await EnginePool.create(program, { workers: 2, maxMemory: 2 * LIMIT });
    for (const options of [{}, { probabilities: false }, { inputSize: [420, 140] as const }]) {
      const given = image(150, 400);
      const expected = whole.segment(given, { normalization, ...options });
      expect(threads.segment(given, { normalization, ...options })).toEqual(expected);
      expect(await pool.segment(given, { normalization, ...options })).toEqual(expected);
    }
    expect(whole.memoryBytes).toBeGreaterThan(2 * LIMIT);
    expect(threads.memoryBytes).toBeLessThanOrEqual(LIMIT);
    for (const each of [whole, threads, pool]) each.dispose();
  });

  it('may come and go row by row', async () => {
    const engine = await Engine.create(small(1, 2), { threads: 1, maxMemory: LIMIT });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ width: fc.integer({ min: 16, max: 60 }), height: fc.integer({ min: 16, max: 700 }) }),
        fc.constantFrom(undefined, 32, [48, 500] as const),
        async ({ width, height }, inputSize) => {
          const { data } = image(width, height);
          const expected = engine.segment({ data, width, height }, { normalization, inputSize });
          let [next, asked] = [0, 0];
          const mask = new Uint8Array(width * height);
          const rows = (first: number, count: number) => {
            expect(first).toBeGreaterThanOrEqual(asked);
            asked = first + count;
            return data.subarray(first * width, asked * width);
          };
          engine.segmentRows(
            { width, height, channels: 1, rows },
            (part) => {
              expect(part.first).toBe(next);
              mask.set(part.mask, part.first * width);
              next += part.mask.length / width;
            },
            { normalization, inputSize },
          );
          expect(mask).toEqual(expected.mask);
          expect(next).toBe(height);
        },
      ),
      { numRuns: 20, seed: 4 },
    );
    engine.dispose();
  });

  it('are refused with the size, the limit and the cure where strips do not fit either', async () => {
    const engine = await Engine.create(small(1, 2), { threads: 1, maxMemory: LIMIT });
    expect(() => engine.segment(image(30_000, 20), { normalization })).toThrow(
      /30000 x 20 pixels needs \d+ MiB .* 1 MiB are allowed. Allow more with maxMemory/,
    );
    expect(engine.segment(image(40, 33), { normalization }).mask).toHaveLength(40 * 33);
    engine.dispose();
  });

  it.each([0, -1, 1000, 2.5 ** 30, Number.NaN, '1G'])('a maxMemory of %s is refused', async (maxMemory) => {
    const refused = (error: unknown) => EngineError.isInstance(error) && error.code === 'invalid-argument';
    for (const kind of [Engine, EnginePool]) {
      await expect(kind.create(small(1), { maxMemory: maxMemory as number })).rejects.toSatisfy(refused);
    }
  });

  it('rows that are none are refused', async () => {
    const engine = await Engine.create(small(1), { threads: 1 });
    const run = (rows: unknown, channels = 1) =>
      engine.segmentRows({ width: 20, height: 20, channels, rows } as never, () => {}, { normalization });
    expect(() => run(undefined)).toThrow(/an image of rows is \{width/i);
    expect(() => run(() => new Uint8Array(3))).toThrow(/rows\(0, 20\) gave 3 values.*have 400/);
    expect(() => run(() => new Uint8Array(20), 2)).toThrow(/20 x 20 of 2 channels/);
    engine.dispose();
  });
});
