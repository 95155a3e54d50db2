/** When things go wrong: it is explained, and the rest carries on. */
import { expect, it } from 'vitest';
import type { MemoryFile } from './app.js';
import { describePage } from './describe-page.js';
import { brokenPng, hugeNifti, phantomPng, phantomVolume } from './samples.js';

await describePage('explains what goes wrong', ({ open }) => {
  it('a broken, a huge and a foreign file among others are explained, and the rest is segmented', async () => {
    const page = await open();
    const text: MemoryFile = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') };
    const empty: MemoryFile = { name: 'empty.dcm', mimeType: '', buffer: Buffer.alloc(0) };
    await page.files([
      phantomPng('good.png', 1),
      brokenPng('broken.png'),
      hugeNifti('huge.nii'),
      text,
      empty,
    ]);
    await page.finished();
    await page.press(/Segment all/);
    await expect.poll(async () => Object.keys((await page.state()).failures).length).toBe(2);
    await expect.poll(async () => (await page.state()).run).toBeUndefined();
    const { failures, results, inputs, problems } = await page.state();
    const failure = (name: string) => failures[inputs.find(({ label }) => label === name)?.id ?? ''];
    expect(failure('broken.png')).toMatch(/cut off|ends|truncated|damaged/i);
    expect(failure('huge.nii')).toMatch(/MiB of memory.*more than the/);
    expect(problems).toEqual([{ file: 'empty.dcm', reason: 'The file is empty. Copy it again.' }]);
    expect(Object.values(results)).toHaveLength(1);
    await expect.poll(() => page.page.getByText('Left alone (1)').isVisible()).toBe(true);
  });

  it('a run is canceled between two slices, and goes on from there, after a reload too', async () => {
    const page = await open();
    // In the turn in which a result arrives: a fast machine would be done before a mouse is there.
    const canceled = page.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const { store } = (globalThis as never as { miniseg: { session: { store: Store } } }).miniseg
            .session;
          const end = store.subscribe(() => {
            const button = document.querySelector<HTMLButtonElement>('.status button');
            if (!button || (store.get().run?.done ?? 0) < 2) return;
            end();
            button.click();
            resolve();
          });
        }),
    );
    await page.files([phantomVolume(24, 256).scan]);
    await canceled;
    const { counts } = await page.result();
    const done = counts.filter((count) => count !== null).length;
    expect(done).toBeLessThan(24);
    await page.page.reload();
    await page.ready();
    await page.press('Take it up again');
    await page.press(/Go on|Segment$/);
    await page.finished();
    const resumed = await page.download('Mask as NIfTI');
    await page.press('Segment again');
    await page.finished();
    expect((await page.download('Mask as NIfTI')).bytes).toEqual(resumed.bytes);
  });

  it('a lost graphics context is told, and the rest is computed without it', async () => {
    const page = await open();
    await page.page.locator('.chip').click();
    await page.page.getByLabel('Computes on').selectOption('webgl');
    await page.page.locator('.chip-note', { hasText: 'webgl' }).waitFor();
    await page.press('Close');
    await page.page.evaluate(() =>
      (
        globalThis as never as { miniseg: { session: { pool: { loseContext(): Promise<void> } } } }
      ).miniseg.session.pool.loseContext(),
    );
    await page.files([phantomPng('lost.png', 2, 64)]);
    await page.finished();
    const { engine, messages } = await page.state();
    expect(engine?.backend).toBe('wasm');
    expect(messages.map(({ text }) => text)).toContain('The graphics driver took its context back.');
  }, 200_000);

  it('memory that runs out is told with what to do, and other files still work', async () => {
    const page = await open();
    await page.files([phantomVolume().scan]);
    await page.finished();
    await page.page.evaluate(() => {
      const { session } = (globalThis as never as { miniseg: { session: { tell(error: unknown): void } } })
        .miniseg;
      try {
        new ArrayBuffer(2 ** 52);
      } catch (error) {
        session.tell(error);
      }
    });
    await expect
      .poll(() => page.page.locator('.message.error').textContent())
      .toMatch(/not enough memory.*Close other tabs/s);
    await page.files([phantomPng('after.png', 3)]);
    await page.finished();
    expect(Object.keys((await page.state()).results)).toHaveLength(2);
  });

  it('a tab in the background finishes, and says so in its title', async () => {
    const page = await open();
    await page.page.evaluate(() =>
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true }),
    );
    await page.files([phantomVolume().scan]);
    await page.finished();
    await expect.poll(() => page.page.title()).toBe('✓ MiniSeg');
  });

  it('weights of another network are refused, and those in use stay', async () => {
    const page = await open();
    await page.page.locator('.chip').click();
    await page.page.getByLabel('Weights', { exact: true }).setInputFiles({
      name: 'other.safetensors',
      mimeType: '',
      buffer: Buffer.from('no weights at all'),
    } as never);
    await page.page.locator('.message.error').waitFor();
    expect((await page.state()).engine?.file).toBe('phantom-demo.safetensors');
  });
});

/** What the page's own store offers here. */
interface Store {
  get(): { run?: { done: number } };
  subscribe(listener: () => void): () => void;
}
