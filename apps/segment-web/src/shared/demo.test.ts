import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEMO_SHA256, isDemo } from './demo.js';

it('the demo weights are known by their content, under every name', () => {
  const file = readFileSync(
    new URL('../../../../packages/model/weights/phantom-aaai.safetensors', import.meta.url),
  );
  const sha256 = createHash('sha256').update(file).digest('hex');
  expect(sha256).toBe(DEMO_SHA256);
  expect([
    isDemo({ file: 'any.safetensors', sha256 }),
    isDemo({ file: 'any.safetensors', sha256: 'x' }),
  ]).toEqual([true, false]);
});
