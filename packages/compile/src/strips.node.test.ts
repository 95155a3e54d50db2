/** Networks in strips: the logits of the whole image to the bit, in less memory. */
import { Engine, type Program } from '@miniseg/engine';
import { miniSeg } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import { type NetworkName, network } from '@miniseg/zoo';
import { beforeAll, expect, it } from 'vitest';
import { NETWORKS } from '../../model/test/networks.js';
import { randomizeWeights } from '../../model/test/randomize-weights.js';
import { lowerModel } from './lower/lower-model.js';

beforeAll(() => useBackend('wasm'));

/** Indices of poolings, squeeze and excitation, and what else strips have to wait for. */
const RIVALS: NetworkName[] = ['enet', 'mobilenetv3', 'espnetv2'];

it.each(NETWORKS)('%s', async (_title, options) => {
  const model = miniSeg({ ...options, seed: 1 });
  randomizeWeights(model, 2);
  const program = await lowerModel(model);
  model.dispose();
  expect(await shareInStrips(program, 901, 41)).toBeLessThan(1);
});

it.each(RIVALS)('%s', { timeout: 120_000 }, async (name) => {
  const net = network(name, { seed: 1 });
  const program = await lowerModel(net);
  net.dispose();
  expect(await shareInStrips(program, 512, 32)).toBeLessThan(1);
});

/** @returns The memory of the strips in that of the whole image. */
async function shareInStrips(program: Program, height: number, width: number): Promise<number> {
  const { channels } = program.nodes[0];
  const input = Float32Array.from(
    { length: height * width * channels },
    (_, i) => Math.sin(i * i * 0.37) * 2,
  );
  const whole = await Engine.create(program, { threads: 1 });
  const expected = whole.logits(input, { height, width });
  const { memoryBytes } = whole;
  whole.dispose();
  // The least in which strips fit.
  for (const share of [0.3, 0.5, 0.7, 0.95]) {
    const engine = await Engine.create(program, {
      threads: 1,
      maxMemory: Math.max(2 ** 20, Math.floor(share * memoryBytes)),
    });
    try {
      const logits = engine.logits(input, { height, width });
      expect(logits.every(Number.isFinite)).toBe(true);
      expect(logits.findIndex((value, at) => value !== expected[at])).toBe(-1);
      return engine.memoryBytes / memoryBytes;
    } catch (error) {
      if ((error as { code?: string }).code !== 'memory') throw error;
    } finally {
      engine.dispose();
    }
  }
  throw new Error('Strips take as much memory as the whole image.');
}
