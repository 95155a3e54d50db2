import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expectClose, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Step, stepOf } from '../test/replica-step.js';
import { averageGradients, OpsError, ReplicaGroup, setReplicaGroup } from './index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'replicas-'));
const worker = path.join(folder, 'worker.cjs');

/** Five images, and a network whose weights were drawn once. */
function draw(shape: number[], seed: number) {
  return { values: [...tf.randomNormal(shape, 0, 1, 'float32', seed).dataSync()], shape };
}

beforeAll(async () => {
  await useBackend('cpu');
  await build({
    entryPoints: [fileURLToPath(new URL('../test/replica-worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    outfile: worker,
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => setReplicaGroup(undefined));

function whole(): Step {
  return {
    x: draw([5, 4, 5, 3], 1).values,
    weights: {
      filter: draw([3, 3, 3, 4], 2),
      gamma: draw([4], 3),
      beta: draw([4], 4),
      slopes: draw([4], 5),
      second: draw([1, 1, 4, 4], 6),
      gamma2: draw([4], 7),
    },
  };
}

describe('replicas in workers', () => {
  it('with unequal parts of a batch get the gradients of the whole batch, the same in each, step after step', async () => {
    const step = whole();
    const { gradients } = stepOf(step);
    const memory = ReplicaGroup.allocate(2, 16);
    const cut = 3 * (step.x.length / 5);
    const parts = [step.x.slice(0, cut), step.x.slice(cut)];
    const results = await Promise.all(
      parts.map(
        (x, rank) =>
          new Promise<Record<string, number[]>[]>((resolve, reject) => {
            const started = new Worker(worker, { workerData: { memory, rank, step: { ...step, x } } });
            started
              .once('message', resolve)
              .once('error', reject)
              .once('exit', () => reject(new Error('The worker ended without a result.')));
          }),
      ),
    );
    for (const round of results[0].keys()) {
      expect(results[1][round]).toEqual(results[0][round]);
      for (const [name, expected] of Object.entries(gradients)) {
        await expectClose(
          tf.tensor(results[0][round][name], expected.shape),
          expected,
          { absolute: 1e-5 },
          name,
        );
      }
    }
  });
});

it('a group of one changes nothing', async () => {
  const alone = stepOf(whole()).gradients;
  const group = new ReplicaGroup(ReplicaGroup.allocate(1), 0);
  setReplicaGroup(group);
  const grouped = averageGradients(stepOf(whole()).gradients, group, 5);
  for (const [name, expected] of Object.entries(alone)) {
    await expectClose(grouped[name], expected, { absolute: 1e-6 }, name);
  }
});

it('a rank that is none of the group is refused', () => {
  const memory = ReplicaGroup.allocate(2);
  for (const rank of [-1, 2, 0.5]) {
    let caught: unknown;
    try {
      new ReplicaGroup(memory, rank);
    } catch (error) {
      caught = error;
    }
    expect(OpsError.isInstance(caught)).toBe(true);
    expect((caught as Error).message).toMatch(/rank is .*; it must be a whole number from 0 to 1/);
  }
});
