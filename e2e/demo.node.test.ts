/** The arguments of the demo: what can be refused is refused before anything is installed, made or trained. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './support/run.js';
import { type TemporaryFolder, temporaryFolder } from './support/temporary-folder.js';

const script = fileURLToPath(new URL('../scripts/demo.mjs', import.meta.url));

describe('npm run demo', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const name of ['images', 'masks'])
      await mkdir(path.join(folder.path, 'ct100', name), { recursive: true });
    await writeFile(path.join(folder.path, 'weights.pth'), '');
  });
  afterAll(() => folder?.remove());

  const demo = (...args: string[]) => run(process.execPath, [script, ...args], folder.path);

  it.each([
    [['--ct1000', 'x'], /Unknown option '--ct1000'/],
    [['slices'], /Unexpected argument 'slices'/],
    [['--ct100', 'nowhere'], /'nowhere' holds no images\. Give the folder of CT100/],
    [['--ct100', 'ct100'], /'ct100' holds no folds\.json\. Give the folder of CT100/],
    [
      ['--ct100', 'ct100', '--weights', 'weights.pth'],
      /with --weights nothing is trained\. Give one of them/,
    ],
    [['--mean', '0.6', '--std', '0.3'], /belong to --weights/],
    [['--weights', 'none.pth'], /--weights: there is no 'none\.pth'/],
    [['--input', 'none', '--weights', 'weights.pth'], /--input: there is no 'none'/],
  ])('refuses %j', async (args, message) => {
    await expect(demo(...args)).rejects.toThrow(message);
  });

  it('tells its options', async () => {
    expect(await demo('--help')).toMatch(
      /--ct100 <folder> [\s\S]*--input <path>[\s\S]*--weights <file>[\s\S]*--out/,
    );
  });
});
