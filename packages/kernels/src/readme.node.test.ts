/** The examples of README.md run as they stand there. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';

it('all examples run, and print what they say', async () => {
  const readme = await readFile(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  const examples = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
  const said = [...readme.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => JSON.parse(text));
  expect(said).toHaveLength(examples.length);
  const printed: unknown[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((value) => void printed.push(value));
  const modules = {
    '@miniseg/kernels': await import('./index.js'),
  };
  try {
    for (const example of examples) {
      const code = example.replaceAll(/import (\{.*?\}) from '(.*?)';/g, "const $1 = modules['$2'];");
      await new Function('modules', `return (async () => {${code}})();`)(modules);
    }
    expect(printed).toEqual(said);
  } finally {
    log.mockRestore();
  }
});
