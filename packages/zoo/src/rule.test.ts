import { SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { describe, expect, it } from 'vitest';
import { bits, cotangent, fnv1a, image, parameter } from '../test/rule.js';
import { readRuleVectors } from '../test/zoo-golden.js';

describe.skipIf(!sharedAvailable)(`the rule of the goldens (${SHARED_HINT})`, () => {
  it('gives the bits and the float32 values of its test vectors', async () => {
    const vectors = await readRuleVectors();
    let compared = 0;
    for (const [key, vector] of Object.entries(vectors)) {
      expect(fnv1a(key)).toBe(vector.fnv1a);
      for (const [i, value] of Object.entries(vector.u32)) {
        expect(bits(vector.fnv1a, Number(i))).toBe(value);
        compared++;
      }
      const { role, shape = [], fan = 0, gain = 1 } = vector;
      const values = role ? parameter(key, shape, role, fan, gain) : undefined;
      for (const [from, expected] of [
        [values, vector.float32],
        [image([100]), vector.float32_input],
        [cotangent(Number(key.slice(1)), [100]), vector.float32_cotangent],
      ] as const) {
        for (const [i, value] of Object.entries(expected ?? {})) {
          expect([key, i, from?.[Number(i)]]).toEqual([key, i, value]);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});
