/** The README's examples run as they stand. */
import { readFile } from 'node:fs/promises';
import * as data from '@miniseg/data';
import * as losses from '@miniseg/losses';
import * as tf from '@tensorflow/tfjs';
import { expect, it, vi } from 'vitest';
import * as train from './index.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);

/** Runs a module's code and returns the lines it logged. */
async function run(code: string): Promise<unknown[][]> {
  const modules: Record<string, object> = {
    '@miniseg/data': data,
    '@miniseg/losses': losses,
    '@miniseg/train': train,
    '@tensorflow/tfjs': tf,
  };
  const body = code
    .replace(/^import \* as (\w+) from '(.*?)';/gm, "const $1 = modules['$2'];")
    .replace(/^import (\{.*?\}) from '(.*?)';/gms, "const $1 = modules['$2'];");
  const log = vi.fn();
  await new Function('modules', 'console', `return (async () => { ${body} })();`)(modules, { log });
  return log.mock.calls;
}

it('the README shows three examples', () => expect(examples).toHaveLength(3));

it('its trainer learns', async () => {
  const lines = await run(examples[0]);
  expect(lines).toHaveLength(20);
  expect(Number(lines[19][1])).toBeLessThan(0.2 * Number(lines[0][1]));
  expect(lines[19][2]).toBeGreaterThan(0.95);
});

it('its optimizer finds the minimum', async () => {
  const [[values]] = await run(examples[1]);
  for (const value of values as Float32Array) expect(Math.abs(value)).toBeLessThan(0.5);
});

it('its weights come back', async () => {
  expect(await run(examples[2])).toEqual([[1]]);
});

it('lists every option of a trainer', () => {
  const listed = /Options of a trainer: (.*?)\n/.exec(readme)?.[1] ?? '';
  let message = '';
  try {
    new train.Trainer({ nothing: 1 } as unknown as train.TrainerOptions);
  } catch (error) {
    message = (error as Error).message;
  }
  const names = /The options are (.*?)\./.exec(message)?.[1].split(', ') ?? [];
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(listed).toContain(name);
});
