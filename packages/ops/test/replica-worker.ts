/** One replica of a data-parallel step, for the test of replicas; run in a worker. */
import { parentPort, workerData } from 'node:worker_threads';
import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { averageGradients, ReplicaGroup, setReplicaGroup } from '../src/index.js';
import { type Step, stepOf } from './replica-step.js';

async function main({ memory, rank, step }: { memory: never; rank: number; step: Step }): Promise<void> {
  await setBackend('cpu');
  const group = new ReplicaGroup(memory, rank);
  setReplicaGroup(group);
  const results: Record<string, number[]>[] = [];
  // Twice: the second exchange must not meet what the first left behind.
  for (let round = 0; round < 2; round++) {
    const { gradients, images } = stepOf(step);
    const averaged = averageGradients(gradients, group, images);
    results.push(
      Object.fromEntries(Object.entries(averaged).map(([name, value]) => [name, [...value.dataSync()]])),
    );
  }
  parentPort?.postMessage(results);
}

void main(workerData);
