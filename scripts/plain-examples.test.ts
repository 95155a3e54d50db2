import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the scripts
import { plainMistakes } from './plain-examples.mjs';
// @ts-expect-error plain JavaScript, shared with the scripts
import { projectRoot } from './shared-folder.mjs';

it('names that no package exports and arguments that no function takes are found in plain JavaScript', async () => {
  // Where packages are found by their names.
  const folder = await mkdtemp(path.join(projectRoot, 'examples', 'metrics-only', 'node_modules', '.types-'));
  const file = path.join(folder, 'example.mjs');
  await writeFile(
    file,
    "import { dise } from '@miniseg/metrics';\nexport const one = Math.sign(1, 2);\nexport { dise };\n",
  );
  try {
    expect(plainMistakes([file])).toEqual([
      expect.stringMatching(/example\.mjs:1: .*dise/),
      expect.stringMatching(/example\.mjs:2: Expected 1 arguments/),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
