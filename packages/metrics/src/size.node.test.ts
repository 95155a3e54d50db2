import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, also run by itself
import { gzippedSize } from '../scripts/size.mjs';

it('confusion and scores alone stay under 6 kB gzipped', async () => {
  const size = await gzippedSize(['confusion', 'scores']);
  expect(size).toBeGreaterThan(1000);
  expect(size).toBeLessThan(6000);
});

it('what is not imported is not bundled', async () => {
  expect(await gzippedSize(['confusion'])).toBeLessThan(await gzippedSize(['confusion', 'scores']));
  expect(await gzippedSize(['toCsv'])).toBeLessThan(1000);
});
