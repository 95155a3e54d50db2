import { describe, expect, it } from 'vitest';
import { small } from '../../test/small-program.js';
import { Engine, EngineError, EnginePool, type PixelImage } from '../index.js';

const slice = (index: number, width = 40, height = 33, channels = 1): PixelImage => ({
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7919 + index * 104729) % 256),
  width,
  height,
});
const refusal = (code: string) => (error: unknown) => EngineError.isInstance(error) && error.code === code;

describe('EnginePool', () => {
  it.each([1, 2, 3])('%i workers give what one engine gives, byte for byte, in order', async (workers) => {
    const engine = await Engine.create(small(), { threads: 1 });
    const pool = await EnginePool.create(small(), { workers });
    expect([pool.workers, pool.simd, pool.classes, pool.channels]).toEqual([workers, engine.simd, 2, 3]);
    const slices = [
      ...Array.from({ length: 12 }, (_, i) => slice(i)),
      slice(20, 24, 48, 3),
      slice(21, 24, 48, 4),
      { ...slice(22), data: Float32Array.from(slice(22).data, (value) => value / 255) },
      { ...slice(23), data: Array.from(slice(23).data), white: 255 },
    ];
    for (const options of [{}, { probabilities: true }, { inputSize: 48, probabilities: true }]) {
      let count = 0;
      for await (const result of pool.segmentAll(slices, options)) {
        expect(result).toEqual({ status: 'fulfilled', value: engine.segment(slices[count++], options) });
      }
      expect(count).toBe(slices.length);
    }
    const input = Float32Array.from({ length: 3 * 20 * 24 }, (_, i) => Math.sin(i));
    expect(await pool.logits(input, { height: 20, width: 24 })).toEqual(
      engine.logits(input, { height: 20, width: 24 }),
    );
    pool.dispose();
    engine.dispose();
  });

  it("leaves the caller's pixels alone, a view into a volume too", async () => {
    const pool = await EnginePool.create(small(), { workers: 1 });
    const volume = Uint8Array.from({ length: 5 * 32 * 32 }, (_, i) => i % 251);
    const before = volume.slice();
    const data = volume.subarray(2 * 32 * 32, 3 * 32 * 32);
    const { mask } = await pool.segment({ data, width: 32, height: 32 });
    expect(mask).toHaveLength(32 * 32);
    expect(volume).toEqual(before);
    pool.dispose();
  });

  it('an image that cannot be taken is reported in its place, and the others go on', async () => {
    const pool = await EnginePool.create(small(), { workers: 2 });
    const slices = [slice(0), slice(1, 8, 8), Promise.reject(new Error('no such file')), slice(3)];
    const results: PromiseSettledResult<unknown>[] = [];
    for await (const result of pool.segmentAll(slices)) results.push(result);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(refusal('image')((results[1] as PromiseRejectedResult).reason)).toBe(true);
    pool.dispose();
  });

  it('an image too large for memory is refused with those that wait behind it, and the next one is not', async () => {
    const pool = await EnginePool.create(small(1), { workers: 1, maxMemory: 2 ** 20 });
    const side = 16384;
    const large = { data: new Uint8Array(side * 16), width: side, height: 16 };
    const settled = await Promise.allSettled([
      pool.segment(large, { inputSize: side * 2 }),
      pool.segment(large, { inputSize: side * 2 }),
    ]);
    for (const result of settled) {
      expect(refusal('memory')((result as PromiseRejectedResult).reason)).toBe(true);
      expect(String((result as PromiseRejectedResult).reason)).toMatch(
        /32768 x 32768 pixels needs \d+ MiB .* 1 MiB are allowed. Allow more with maxMemory/,
      );
    }
    expect((await pool.segment(slice(1))).mask).toHaveLength(40 * 33);
    pool.dispose();
  });

  it('stops when it is told to, and can be used again', async () => {
    const pool = await EnginePool.create(small(), { workers: 2 });
    const stop = new AbortController();
    let taken = 0;
    function* endless() {
      for (;;) yield slice(taken++);
    }
    let count = 0;
    const run = async () => {
      for await (const _ of pool.segmentAll(endless(), { signal: stop.signal }))
        if (++count === 5) stop.abort();
    };
    await expect(run()).rejects.toThrow(/abort/i);
    expect(count).toBe(5);
    expect(taken).toBeLessThanOrEqual(5 + 6);
    const queued = new AbortController();
    const waiting = Array.from({ length: 8 }, (_, i) => pool.segment(slice(i), { signal: queued.signal }));
    queued.abort(new Error('changed my mind'));
    for (const image of waiting) await expect(image).rejects.toThrow('changed my mind');
    expect((await pool.segment(slice(1))).mask).toHaveLength(40 * 33);
    pool.dispose();
  });

  it('rejects what is unfinished when it is disposed, and everything afterwards', async () => {
    const pool = await EnginePool.create(small(), { workers: 1 });
    const waiting = Array.from({ length: 5 }, (_, i) => pool.segment(slice(i)));
    pool.dispose();
    pool.dispose();
    for (const image of waiting) await expect(image).rejects.toSatisfy(refusal('state'));
    await expect(pool.segment(slice(0))).rejects.toSatisfy(refusal('state'));
  });

  it('refuses no workers, and an unknown normalization', async () => {
    await expect(EnginePool.create(small(), { workers: 0 })).rejects.toSatisfy(refusal('invalid-argument'));
    const { normalization, ...program } = small();
    const pool = await EnginePool.create(program, { workers: 1 });
    await expect(pool.segment(slice(0))).rejects.toSatisfy(refusal('normalization'));
    expect((await pool.segment(slice(0), { normalization })).mask).toHaveLength(40 * 33);
    pool.dispose();
  });
});
