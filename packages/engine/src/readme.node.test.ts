/** The examples of README.md run as they stand there. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';

it('all examples run, and print what they say', async () => {
  const readme = await readFile(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  const examples = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
  expect(examples).toHaveLength(3);
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((value) => void printed.push(String(value)));
  const folder = await mkdtemp(path.join(tmpdir(), 'engine-readme-'));
  const modules: Record<string, unknown> = {
    'node:fs/promises': await import('node:fs/promises'),
    '@miniseg/engine': await import('./index.js'),
    '@miniseg/compile': await import('../../compile/src/index.js'),
    '@miniseg/model': await import('../../model/src/index.js'),
    '@tensorflow/tfjs-backend-cpu': await import('@tensorflow/tfjs-backend-cpu'),
  };
  try {
    for (const example of examples) {
      const code = example
        .replaceAll(/import (\{.*?\}) from '(.*?)';/g, "const $1 = modules['$2'];")
        .replaceAll(/import '.*?';/g, '')
        .replaceAll("'network.miniseg'", JSON.stringify(path.join(folder, 'network.miniseg')));
      await new Function('modules', `return (async () => {${code}})();`)(modules);
    }
    expect(printed).toEqual(new Array(6).fill('4096'));
  } finally {
    log.mockRestore();
    await rm(folder, { recursive: true });
  }
});
