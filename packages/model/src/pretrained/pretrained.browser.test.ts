import { useBackend } from '@miniseg/testkit';
import { afterEach, expect, it, vi } from 'vitest';
import { loadPretrained } from '../index.js';
import { weightsDatabase } from '../web/index.js';
import { findPretrained, pretrainedBytes } from './index.js';

afterEach(() => vi.restoreAllMocks());

it('a page has the bundled weights without any request', async () => {
  await useBackend('cpu');
  const request = vi.spyOn(globalThis, 'fetch');
  (await loadPretrained('phantom-aaai')).dispose();
  expect(request).not.toHaveBeenCalled();
});

it('a page keeps what it fetched, and asks the network once', async () => {
  const name = `miniseg-weights-${Math.random()}`;
  const bytes = await pretrainedBytes('phantom-aaai');
  const url = URL.createObjectURL(new Blob([bytes]));
  const real = globalThis.fetch;
  const request = vi.spyOn(globalThis, 'fetch').mockImplementation(() => real(url));
  const entry = { ...findPretrained('phantom-aaai'), name: 'far', url: 'https://example.org/far' };
  for (const allowDownload of [true, false]) {
    expect(await pretrainedBytes(entry, { store: weightsDatabase(name), allowDownload })).toEqual(bytes);
  }
  expect(request).toHaveBeenCalledTimes(1);
  indexedDB.deleteDatabase(name);
});
