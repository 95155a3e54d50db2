/**
 * The kernels for vectors of 256 bits give what those for 128 give, bit for bit. In Node 24 and later on x64 V8 joins the
 * vectors; elsewhere the same kernels run unjoined, which tests all of them but V8's part.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generalPrograms } from '../../test/general-programs.js';
import { numbers, programs } from '../../test/random-program.js';
import { small } from '../../test/small-program.js';
import { Engine, EnginePool, type Program, type ProgramNode } from '../index.js';
import { enableRelaxedSimd, enableWideVectors } from '../node/index.js';
import { measureWide } from './measure-wide.js';
import { provideWideVectors, type WideVectors, wideVectors } from './wide-vectors.js';

const joins = Number(process.versions.node.split('.')[0]) >= 24 && process.arch === 'x64';
const unjoined = (bytes: Uint8Array<ArrayBuffer>) => new WebAssembly.Module(bytes);

beforeAll(async () => {
  enableRelaxedSimd();
  await enableWideVectors({ pays: true });
  if (!joins) provideWideVectors({ compile: unjoined, pays: true });
});
// What other tests of this process see.
afterAll(() => provideWideVectors({ compile: unjoined, pays: false }));

/** Logits of both builds, as whole numbers of their bits: NaN is equal to itself. */
async function both(program: Program, input: Float32Array, size: { height: number; width: number }) {
  const results: Int32Array[] = [];
  for (const wide of [false, true]) {
    const engine = await Engine.create(program, { threads: 1, simd: 'relaxed', wide });
    expect(engine.wide).toBe(wide);
    results.push(new Int32Array(engine.logits(input, size).buffer));
    engine.dispose();
  }
  return results;
}

it.each([
  ['of MiniSeg', programs, 60],
  ['of any kind', generalPrograms, 80],
] as const)('nodes %s', async (_, some, numRuns) => {
  await fc.assert(
    fc.asyncProperty(some, async ({ program, size, input }) => {
      const [narrow, wide] = await both(program, input, size);
      expect(wide).toEqual(narrow);
    }),
    { numRuns, seed: 5 },
  );
});

describe('nodes of many channels, in which tiles of all shapes have a part', () => {
  interface Drawn {
    inputs: number;
    outputs: number;
    width: number;
    size: number;
    strides: 1 | 2;
    branches: number;
    seed: number;
  }
  const channels = fc.integer({ min: 5, max: 43 });
  const draw: fc.Arbitrary<Drawn> = fc.record({
    ...{ inputs: channels, outputs: channels, width: fc.integer({ min: 16, max: 45 }) },
    size: fc.constantFrom(1, 3, 5),
    strides: fc.constantFrom(1 as const, 2 as const),
    branches: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(1000),
  });
  const filter = (length: number, seed: number) => numbers(length, seed).map((value) => value / 8);
  const nodesOf: Record<string, (drawn: Drawn) => ProgramNode> = {
    conv: ({ inputs, outputs, size, strides, seed }) => ({
      ...{ op: 'conv', inputs: [1], size, strides, channels: outputs },
      filter: filter(size * size * inputs * outputs, seed),
      bias: numbers(outputs, seed + 1),
      slopes: numbers(outputs, seed + 2),
    }),
    depthwise: ({ inputs, size, strides, seed }) => ({
      ...{ op: 'depthwise', input: 1, strides, channels: inputs },
      kernels: [{ size, dilation: 2, filter: filter(size * size * inputs, seed) }],
      bias: numbers(inputs, seed + 1),
    }),
    pyramid: ({ inputs, outputs, strides, branches, seed }) => ({
      ...{ op: 'pyramid', input: 1, strides, channels: Math.ceil(outputs / 8) * branches },
      ...{ width: inputs, hierarchical: seed % 2 === 0 },
      branches: Array.from({ length: branches }, (_, k) => ({
        dilation: k + 1,
        filter: filter(9 * inputs, seed + k),
      })),
      attention: numbers(inputs * branches, seed + 7),
      fuse: filter(inputs * Math.ceil(outputs / 8) * branches, seed + 8),
    }),
  };

  it.each(Object.keys(nodesOf))('%s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(draw, async (drawn) => {
        const { inputs, width, seed } = drawn;
        const node = nodesOf[kind](drawn);
        const program: Program = {
          nodes: [
            { op: 'input', channels: 1 },
            {
              ...{ op: 'conv', inputs: [0], size: 1, strides: 1, channels: inputs },
              filter: numbers(inputs, seed + 9),
            },
            node,
            {
              ...{ op: 'conv', inputs: [2], size: 1, strides: 1, channels: 3 },
              filter: filter(node.channels * 3, seed + 10),
            },
          ],
          output: 3,
        };
        const size = { height: 17, width };
        const [narrow, wide] = await both(program, numbers(size.height * width, seed), size);
        expect(new Set(narrow).size).toBeGreaterThan(100);
        expect(wide).toEqual(narrow);
      }),
      { numRuns: 40, seed: 6 },
    );
  });
});

it('threads, strips and workers take them as well', async () => {
  const image = {
    data: Uint8Array.from({ length: 96 * 96 }, (_, i) => (i * 31) % 251),
    width: 96,
    height: 96,
  };
  const expected = await (async () => {
    const engine = await Engine.create(small(), { threads: 1, wide: false });
    const { mask } = engine.segment(image);
    engine.dispose();
    return mask;
  })();
  for (const options of [{ threads: 2 }, { threads: 1, maxMemory: 2 ** 20 }]) {
    const engine = await Engine.create(small(), { ...options, wide: true });
    expect(engine.segment(image).mask).toEqual(expected);
    engine.dispose();
  }
  const pool = await EnginePool.create(small(), { workers: 2, wide: true });
  expect(pool.wide).toBe(true);
  const results = await Promise.all([image, image, image].map((each) => pool.segment(each)));
  for (const { mask } of results) expect(mask).toEqual(expected);
  pool.dispose();
});

describe('which build an engine takes', () => {
  const wideOf = async (options: object) => {
    const engine = await Engine.create(small(), { threads: 1, ...options });
    engine.dispose();
    return engine.wide;
  };

  it('is that which pays, unless it is told', async () => {
    expect(await wideOf({})).toBe(true);
    expect(await wideOf({ wide: false })).toBe(false);
    expect(await wideOf({ simd: 'baseline' })).toBe(false);
    provideWideVectors({ compile: unjoined, pays: false });
    expect(await wideOf({})).toBe(false);
    expect(await wideOf({ wide: true })).toBe(true);
  });

  it('refuses what contradicts itself', async () => {
    await expect(wideOf({ wide: true, simd: 'baseline' })).rejects.toThrow(/use relaxed SIMD; leave one/);
    await expect(wideOf({ wide: 'on' })).rejects.toThrow(/wide is "on"; it must be 'auto', true or false/);
  });
});

it.runIf(joins)('V8 joins the vectors: they are faster, where unjoined ones are slower', async () => {
  expect(await enableWideVectors({ pays: true })).toEqual({ available: true, pays: true });
  expect(measureWide((wideVectors() as WideVectors).compile)).toBeGreaterThan(1.05);
});

it.skipIf(joins)('elsewhere there are none', async () => {
  expect(await enableWideVectors()).toEqual({ available: false, pays: false });
});
