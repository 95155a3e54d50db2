import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generalPrograms } from '../test/general-programs.js';
import { naiveLogits } from '../test/naive.js';
import { numbers, programs } from '../test/random-program.js';
import { small } from '../test/small-program.js';
import { checkProgram, Engine, EngineError, loadProgram, type Program, saveProgram } from './index.js';

const refusal = (code: string) => (error: unknown) => EngineError.isInstance(error) && error.code === code;
const thrownBy = (body: () => unknown): unknown => {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('Engine', () => {
  it('computes what a program says, whatever its nodes, channels, strides, endings and sizes', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async ({ program, size, input }) => {
        const engine = await Engine.create(program, { threads: 1 });
        const logits = engine.logits(input, size);
        const expected = naiveLogits(program, input, size);
        expect(logits.length).toBe(expected.length);
        const worst = logits.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i])), 0);
        expect(worst).toBeLessThan(2e-4);
        engine.dispose();
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('computes windows of any kind, pooling, activations, channels and sizes as they are described', async () => {
    await fc.assert(
      fc.asyncProperty(generalPrograms, async ({ program, size, input }) => {
        const engine = await Engine.create(program, { threads: 1 });
        const logits = engine.logits(input, size);
        const expected = naiveLogits(program, input, size);
        expect(logits.length).toBe(expected.length);
        const worst = logits.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i])), 0);
        expect(worst).toBeLessThan(1e-4);
        expect(loadProgram(saveProgram(program))).toEqual(program);
        engine.dispose();
      }),
      { numRuns: 400, seed: 2 },
    );
  });

  it('classifies what it computes: argmax, softmax, 2 and more classes', async () => {
    for (const classes of [2, 3, 6]) {
      const engine = await Engine.create(small(1, classes), { threads: 1 });
      const image = {
        data: Uint8Array.from({ length: 33 * 21 }, (_, i) => (i * 31) % 256),
        width: 33,
        height: 21,
      };
      const input = Float32Array.from(image.data, (v) => (v / 255 - 0.5) / 0.25);
      const logits = engine.logits(input, image);
      const { mask, probabilities } = engine.segment(image);
      expect(engine.segment(image, { probabilities: false })).toEqual({
        width: 33,
        height: 21,
        classes,
        mask,
      });
      expect(new Set(mask).size).toBeGreaterThan(1);
      for (let pixel = 0; pixel < mask.length; pixel++) {
        const own = logits.subarray(pixel * classes, (pixel + 1) * classes);
        const shares = own.map((v) => Math.exp(v) / own.reduce((sum, other) => sum + Math.exp(other), 0));
        expect(own[mask[pixel]]).toBe(Math.max(...own));
        const given = (probabilities as Float32Array).subarray(pixel * classes, (pixel + 1) * classes);
        for (let label = 0; label < classes; label++) expect(given[label]).toBeCloseTo(shares[label], 5);
      }
      engine.dispose();
    }
  });

  it('gives a grey image the results of the same image in three channels', async () => {
    const engine = await Engine.create(small(), { threads: 1 });
    const grey = numbers(20 * 24, 9);
    const color = Float32Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]);
    const size = { height: 20, width: 24 };
    const expected = engine.logits(color, size);
    const worst = engine
      .logits(grey, size)
      .reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i])), 0);
    expect(worst).toBeLessThan(1e-5);
    engine.dispose();
  });

  it('takes sizes in any order with the same results, and no more memory for sizes it has seen', async () => {
    const engine = await Engine.create(small(), { threads: 1 });
    const sides = [64, 17, 96, 33, 64, 17, 96, 33];
    const logits = sides.map((side) =>
      engine.logits(numbers(side * side, side), { height: side, width: side }),
    );
    expect(logits.slice(4)).toEqual(logits.slice(0, 4));
    const { memoryBytes } = engine;
    for (const side of sides) engine.logits(numbers(side * side, side), { height: side, width: side });
    expect(engine.memoryBytes).toBe(memoryBytes);
    engine.dispose();
  });

  it('does not let an image with NaN or infinities spoil the next', async () => {
    const engine = await Engine.create(small(), { threads: 1 });
    const size = { height: 32, width: 32 };
    const input = numbers(32 * 32, 3);
    const expected = engine.logits(input, size);
    engine.logits(new Float32Array(32 * 32).fill(Number.NaN), size);
    engine.logits(new Float32Array(32 * 32).fill(Number.POSITIVE_INFINITY), size);
    expect(engine.logits(input, size)).toEqual(expected);
    engine.dispose();
  });

  it('computes the same to rounding with baseline SIMD', async () => {
    const [auto, baseline] = await Promise.all([
      Engine.create(small(), { threads: 1 }),
      Engine.create(small(), { threads: 1, simd: 'baseline' }),
    ]);
    expect(baseline.simd).toBe('baseline');
    const size = { height: 31, width: 37 };
    const input = numbers(31 * 37 * 3, 3);
    const expected = auto.logits(input, size);
    const worst = baseline
      .logits(input, size)
      .reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i])), 0);
    expect(worst).toBeLessThan(1e-5);
    auto.dispose();
    baseline.dispose();
  });

  it('refuses images and options that do not fit, and says why', async () => {
    const engine = await Engine.create(small(), { threads: 1 });
    const image = { data: new Uint8Array(32 * 32), width: 32, height: 32 };
    const bad: [string, () => unknown][] = [
      ['image', () => engine.segment({ ...image, width: 31 })],
      ['image', () => engine.segment({ ...image, width: 0 })],
      ['image', () => engine.segment({ data: new Uint8Array(64), width: 8, height: 8 })],
      ['image', () => engine.segment({ data: new Int8Array(32 * 32), width: 32, height: 32 })],
      ['image', () => engine.segment({ ...image, white: 0 })],
      ['image', () => engine.segment(image, { inputSize: 8 })],
      ['image', () => engine.segment(image, { inputSize: 32.5 })],
      ['image', () => engine.logits(new Float32Array(32 * 32 * 2), { height: 32, width: 32 })],
      ['normalization', () => engine.segment(image, { normalization: { mean: 0, std: 0 } })],
    ];
    for (const [code, body] of bad) expect(thrownBy(body)).toSatisfy(refusal(code));
    engine.dispose();
    engine.dispose();
    expect(thrownBy(() => engine.segment(image))).toSatisfy(refusal('state'));
    await expect(Engine.create(small(), { threads: 0 })).rejects.toSatisfy(refusal('invalid-argument'));
    const { normalization, ...unknown } = small();
    const other = await Engine.create(unknown, { threads: 1 });
    expect(normalization).toBeDefined();
    expect(thrownBy(() => other.segment(image))).toSatisfy(refusal('normalization'));
    other.dispose();
  });
});

describe('a program', () => {
  it('is saved and loaded bit for bit', () => {
    const file = saveProgram(small());
    expect(loadProgram(file)).toEqual(small());
  });

  it('is refused when it contradicts itself', () => {
    const changes: ((program: Program) => void)[] = [
      ({ nodes }) => nodes.reverse(),
      ({ nodes }) => Object.assign(nodes[1], { inputs: [2] }),
      ({ nodes }) => Object.assign(nodes[1], { size: 2 }),
      ({ nodes }) => Object.assign(nodes[1], { strides: 3 }),
      ({ nodes }) => Object.assign(nodes[1], { filter: new Float32Array(3) }),
      ({ nodes }) => Object.assign(nodes[1], { channels: 0 }),
      ({ nodes }) => Object.assign(nodes[2], { width: 5 }),
      ({ nodes }) => Object.assign(nodes[2], { input: 0 }),
      ({ nodes }) => Object.assign(nodes[2], { after: 1 }),
      ({ nodes }) => Object.assign(nodes[2], { op: 'dense' }),
      (program) => Object.assign(program, { output: 9 }),
    ];
    for (const change of changes) {
      const program = small();
      change(program);
      expect(thrownBy(() => checkProgram(program))).toSatisfy(refusal('program'));
    }
  });
});
