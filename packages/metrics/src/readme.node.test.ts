import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const modules: Record<string, () => Promise<Record<string, unknown>>> = {
  '@miniseg/metrics': () => import('./index.js'),
  '@miniseg/metrics/tfjs': () => import('./tfjs/index.js'),
  '@tensorflow/tfjs': () => import('@tensorflow/tfjs'),
};

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
/** Every `js` block, under the heading before it. */
const examples = readme.split(/^##+ /m).flatMap((section) => {
  const title = section.slice(0, section.indexOf('\n'));
  return [...section.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => ({ title, code }));
});

/** As the comments behind `console.log` show it: strings as they are, the rest as JSON. */
const shown = (value: unknown) =>
  typeof value === 'string'
    ? JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')
    : (JSON.stringify(value) ?? 'undefined');

describe('the README', () => {
  it.each(examples)('prints what it says: $title', async ({ code }) => {
    const printed: string[] = [];
    const expected = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment);
    const body = code
      .replace(/^import \* as (\w+) from '([^']+)';$/gm, "const $1 = await load('$2');")
      .replace(/^import \{([^}]*)\} from '([^']+)';$/gm, "const {$1} = await load('$2');");
    const run = new (Object.getPrototypeOf(async () => {}).constructor)('load', 'console', body);
    await run((name: string) => modules[name](), {
      log: (...values: unknown[]) => printed.push(values.map(shown).join(' ')),
    });
    expect(printed).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });

  it('has an example for every main feature', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
  });
});
