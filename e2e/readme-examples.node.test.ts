/** The examples of the READMEs run as printed, and print what they say. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.dirname(import.meta.dirname);

for (const name of ['ops', 'ahsp', 'blocks', 'zoo', 'model', 'backends']) {
  const folder = path.join(root, 'packages', name);
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  // An example that prints nothing shows a fragment that needs something of the reader's own.
  const examples = [...readme.matchAll(/```js\n([\s\S]*?)```/g)]
    .map(([, code]) => code)
    .filter((code) => code.includes('console.log'));

  describe(`README of ${name}`, () => {
    it('has an example', () => expect(examples.length).toBeGreaterThan(0));

    for (const [i, code] of examples.entries()) {
      it(`example ${i + 1} prints what it says`, () => {
        // Inside the package, so that it finds itself and its peers as a user's project would.
        const file = path.join(folder, `.readme-example-${i}.mjs`);
        try {
          writeFileSync(file, code);
          const printed = execFileSync(process.execPath, [file], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          });
          const expected = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
          const squeeze = (text: string) => text.replaceAll(/\s/g, '');
          const lines = printed.trim().split('\n').map(squeeze);
          for (const text of expected) expect(lines).toContain(squeeze(text));
          expect(lines.length).toBeGreaterThanOrEqual(expected.length);
        } finally {
          rmSync(file, { force: true });
        }
      });
    }
  });
}
