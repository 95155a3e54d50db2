import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TarballProject, tarballProject } from './support/tarball-project.js';

describe('@miniseg/ahsp from its tarball, beside the own tfjs of a user', () => {
  let project: TarballProject;
  beforeAll(async () => {
    project = await tarballProject(
      ['ahsp', 'ops'],
      ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu'],
    );
  }, 180_000);
  afterAll(() => project?.remove());

  it('brings no second copy of tfjs and nothing but the ops', async ({ skip }) => {
    if (project.unreachable) skip(project.unreachable);
    const store = await readdir(path.join(project.path, 'node_modules', '.pnpm'));
    const copies = (prefix: string) => store.filter((folder) => folder.startsWith(prefix));
    expect(copies('@tensorflow+tfjs-core@')).toHaveLength(1);
    expect(copies('@tensorflow+tfjs-layers@')).toHaveLength(1);
    expect(copies('@miniseg+').map((folder) => folder.split('@')[1])).toEqual([
      'miniseg+ahsp',
      'miniseg+ops',
    ]);
  });

  it('trains a step, saves, and predicts the same once loaded by another program', async ({ skip }) => {
    if (project.unreachable) skip(project.unreachable);
    await project.program('train-and-save.mjs');
    const trained = await project.json<{ loss: number; unmoved: number[][]; prediction: number[] }>(
      'trained.json',
    );
    expect(trained.loss).toBeGreaterThan(0);
    expect(trained.unmoved, 'weights that the step did not move').toEqual([]);
    expect(new Set(trained.prediction).size).toBeGreaterThan(100);

    await project.program('load-and-predict.mjs');
    const loaded = await project.json<{ prediction: number[] }>('loaded.json');
    expect(loaded.prediction).toEqual(trained.prediction);
  });
});
