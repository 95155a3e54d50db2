import { expect, it } from 'vitest';
import { indexedDbStorage } from './index.js';

it('keeps bytes by name, for as long as the browser does', async () => {
  const name = `miniseg-train-${Math.random()}`;
  const storage = indexedDbStorage(name);
  expect(await storage.list()).toEqual([]);
  expect(await storage.read('a')).toBeUndefined();
  await storage.write('a', new Uint8Array(1000).subarray(5, 7).fill(3));
  await storage.write('b', Uint8Array.of(4));
  // Another object, as after the page was loaded again.
  const again = indexedDbStorage(name);
  expect(await again.read('a')).toEqual(Uint8Array.of(3, 3));
  await again.write('a', Uint8Array.of(9));
  await again.remove('b');
  expect(await storage.list()).toEqual(['a']);
  expect(await storage.read('a')).toEqual(Uint8Array.of(9));
  indexedDB.deleteDatabase(name);
});

it('refuses a second run, of this tab or another, until the first lets go', async () => {
  const name = `miniseg-train-${Math.random()}`;
  const unlock = await indexedDbStorage(name).lock?.();
  await expect(indexedDbStorage(name).lock?.()).rejects.toMatchObject({
    code: 'locked',
    message: expect.stringMatching(/another run, perhaps in another tab\. Wait for its end/),
  });
  // A page that is being left lets go a little later.
  const next = indexedDbStorage(name).lock?.();
  await unlock?.();
  await (await next)?.();
});
