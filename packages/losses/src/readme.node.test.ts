/** The README's examples run as they stand. */
import { readFile } from 'node:fs/promises';
import * as core from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import * as losses from './index.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);

/** Runs a module's code and returns the lines it logged. */
async function run(code: string): Promise<unknown[][]> {
  const modules: Record<string, object> = { '@miniseg/losses': losses, '@tensorflow/tfjs': core };
  const body = code
    .replace(/^import \* as (\w+) from '(.*?)';/gm, "const $1 = modules['$2'];")
    .replace(/^import (\{.*?\}) from '(.*?)';/gms, "const $1 = modules['$2'];");
  const log = vi.fn();
  await new Function('modules', 'console', `return (async () => { ${body} })();`)(modules, { log });
  return log.mock.calls;
}

describe('the README', () => {
  it('shows three examples', () => expect(examples).toHaveLength(3));

  it('trains in a loop', async () => {
    const lines = await run(examples[0]);
    expect(lines.map(([name]) => name)).toEqual(new Array(5).fill('crossEntropy + 0.5 dice'));
    expect(Number(lines[4][1])).toBeLessThan(Number(lines[0][1]));
  });

  it('trains by model.compile', async () => {
    const [[history]] = await run(examples[1]);
    expect(history).toHaveLength(2);
    for (const value of history as number[]) expect(value).toBeGreaterThan(0);
  });

  it('supervises several heads', async () => {
    const [[value]] = await run(examples[2]);
    expect(value).toBeGreaterThan(0);
  });
});
