import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { numbers, programs } from '../test/random-program.js';
import { Engine, EngineError } from './index.js';
import { enableRelaxedSimd } from './node/index.js';

describe('threads', () => {
  it('give the same bytes, one, two or three of them', async () => {
    for (const { program, size } of fc.sample(programs, { numRuns: 4, seed: 5 })) {
      const input = numbers(size.height * size.width * program.nodes[0].channels, 7);
      const results: Float32Array[] = [];
      for (const threads of [1, 2, 3]) {
        const engine = await Engine.create(program, { threads });
        expect(engine.threads).toBe(threads);
        for (let round = 0; round < 5; round++) results.push(engine.logits(input, size));
        engine.dispose();
      }
      for (const result of results) expect(result).toEqual(results[0]);
    }
  });
});

describe('where no worker can be started', () => {
  it("'auto' goes on alone, and a number of threads is refused", async () => {
    const [{ program, size, input }] = fc.sample(programs, { numRuns: 1, seed: 3 });
    const getBuiltinModule = process.getBuiltinModule.bind(process);
    class Worker {
      constructor() {
        throw new Error('Workers are forbidden here.');
      }
    }
    const spy = vi.spyOn(process, 'getBuiltinModule');
    spy.mockImplementation(((name: string) =>
      name === 'node:worker_threads'
        ? { Worker }
        : getBuiltinModule(name)) as typeof process.getBuiltinModule);
    try {
      const refused = (error: unknown) => EngineError.isInstance(error) && error.code === 'invalid-argument';
      await expect(Engine.create(program, { threads: 2 })).rejects.toSatisfy(refused);
      const engine = await Engine.create(program);
      expect(engine.threads).toBe(1);
      expect(engine.logits(input, size).every(Number.isFinite)).toBe(true);
      engine.dispose();
    } finally {
      spy.mockRestore();
    }
  });
});

describe('enableRelaxedSimd', () => {
  it('makes relaxed SIMD the choice of new engines', async () => {
    const [{ program }] = fc.sample(programs, { numRuns: 1, seed: 1 });
    const there = enableRelaxedSimd();
    const engine = await Engine.create(program, { threads: 1 });
    expect(engine.simd).toBe(there ? 'relaxed' : 'baseline');
    engine.dispose();
    expect(there).toBe(true);
  });
});
