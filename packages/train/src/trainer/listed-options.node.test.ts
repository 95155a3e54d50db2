import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Trainer, type TrainerOptions } from '../index.js';

it('the README lists every option of a trainer', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const listed = /Options of a trainer: (.*?)\n/.exec(readme)?.[1] ?? '';
  let message = '';
  try {
    new Trainer({ nothing: 1 } as unknown as TrainerOptions);
  } catch (error) {
    message = (error as Error).message;
  }
  const names = /The options are (.*?)\./.exec(message)?.[1].split(', ') ?? [];
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(listed).toContain(name);
});
