/** The README's examples run as they stand, in a folder that has a model.pth. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as checkpoints from './index.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'checkpoints-'));
  await copyFile(
    fileURLToPath(new URL('./fixtures/training.zip.pt', import.meta.url)),
    path.join(folder, 'model.pth'),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a module's code and returns the lines it logged. */
async function run(code: string): Promise<unknown[][]> {
  const modules: Record<string, object> = {
    '@miniseg/checkpoints': checkpoints,
    'node:fs/promises': {
      readFile: (file: string) => readFile(path.join(folder, file)),
      writeFile: (file: string, bytes: Uint8Array) => writeFile(path.join(folder, file), bytes),
    },
  };
  const body = code.replace(/^import (\{.*?\}) from '(.*?)';/gms, "const $1 = modules['$2'];");
  const log = vi.fn();
  await new Function('modules', 'console', `return (async () => { ${body} })();`)(modules, { log });
  return log.mock.calls;
}

describe('the README', () => {
  it('shows five examples', () => expect(examples).toHaveLength(5));

  it('reads a checkpoint', async () => {
    const lines = await run(examples[0]);
    expect(lines.slice(0, 3)).toEqual([['torch-zip'], [['state_dict']], ['module.']]);
    expect(lines).toContainEqual(['conv.weight', 'F32', [3, 2, 3, 3], 54]);
  });

  it('converts it to safetensors', async () => {
    await run(examples[1]);
    const { tensors, metadata } = checkpoints.readSafetensors(
      await readFile(path.join(folder, 'model.safetensors')),
    );
    expect(tensors.size).toBe(7);
    expect(metadata.source).toBe('model.pth');
  });

  it('writes tensors', async () => expect(await run(examples[2])).toEqual([['80']]));

  it('stores small files', async () => {
    expect(await run(examples[3])).toEqual([
      [['filter_scale', 'filter']],
      [Float32Array.of(1, -0.296875, 0.59375, 0.015625)],
    ]);
  });

  it('shows an error', async () => expect((await run(examples[4]))[0]).toEqual(['unknown-format']));
});
