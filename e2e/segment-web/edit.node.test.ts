/** Correcting masks, learning from it, and writing files. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { segmentByCommand } from './command-line.js';
import { describePage } from './describe-page.js';
import { phantomPng } from './samples.js';
import { DEMO_WEIGHTS as demo } from './shared.js';

await describePage('is corrected by hand', ({ open }) => {
  it('a stroke, undone and done again, is exported and outlives a reload', async () => {
    const page = await open();
    await page.files([phantomPng('draw.png', 4)]);
    await page.finished();
    const before = await page.download('Mask of this slice as PNG');
    await page.press('Brush');
    await page.stroke();
    const drawn = await page.download('Mask of this slice as PNG');
    expect(drawn.bytes).not.toEqual(before.bytes);
    await page.page.keyboard.press('Control+z');
    expect((await page.download('Mask of this slice as PNG')).bytes).toEqual(before.bytes);
    await page.page.keyboard.press('Control+y');
    await page.page.reload();
    await page.ready();
    await page.press('Take it up again');
    await page.finished();
    expect((await page.result()).edited).toEqual([0]);
    expect((await page.download('Mask of this slice as PNG')).bytes).toEqual(drawn.bytes);
    await page.press('Close all');
    await page.page.getByRole('button', { name: 'Choose files' }).waitFor();
    await page.page.reload();
    await page.ready();
    await expect.poll(() => page.page.getByRole('button', { name: 'Take it up again' }).count()).toBe(0);
    expect(page.errors).toEqual([]);
  });

  it('opens files that come while others close, however long that takes', async () => {
    const page = await open();
    await page.files([phantomPng('first.png', 4)]);
    await page.finished();
    await page.page.evaluate(holdDatabase, 1500);
    await page.press('Close all');
    await page.files([phantomPng('second.png', 6)]);
    await page.finished();
    expect((await page.state()).inputs.map(({ label }) => label)).toEqual(['second.png']);
    expect(page.errors).toEqual([]);
  });

  it('works with the keyboard alone', async () => {
    const page = await open();
    await page.files([phantomPng('keys.png', 4)]);
    await page.finished();
    const [before] = (await page.result()).counts;
    await page.page.getByTestId('pane-found').focus();
    await page.page.keyboard.press('e');
    for (let size = 0; size < 20; size++) await page.page.keyboard.press(']');
    await page.page.keyboard.press('b');
    for (let step = 0; step < 2; step++) await page.page.keyboard.press('Shift+ArrowLeft');
    await page.page.keyboard.press('Space');
    const [after] = (await page.result()).counts;
    expect(after).toBeGreaterThan((before ?? 0) + 500);
  });

  it('training on corrections gives weights that know them better, and that the command line takes', async () => {
    const page = await open();
    const picture = phantomPng('learn.png', 6);
    await page.files([picture]);
    await page.finished();
    await page.press('Brush');
    await page.stroke();
    await page.press('Train on my corrections');
    await page.page.locator('.message.success').waitFor({ timeout: 200_000 });
    // Not saved yet: a reload, other weights and closing must not lose them.
    await expect.poll(() => page.page.locator('.chip').textContent()).toMatch(/not saved/);
    await page.page.reload();
    await page.ready();
    await page.page.locator('.chip').click();
    await expect
      .poll(() => page.page.locator('.trained').textContent())
      .toMatch(/corrected\.safetensors not saved yet/);
    await page.page.locator('.trained').getByRole('button', { name: 'Use' }).click();
    await expect.poll(async () => (await page.state()).engine?.file).toBe('corrected.safetensors');
    await page.page.keyboard.press('Escape');
    await page.press('Take it up again');
    await page.finished();
    const { name, bytes } = await page.download('Save the new weights');
    expect(name).toBe('corrected.safetensors');
    expect(bytes).not.toEqual(new Uint8Array(await readFile(demo)));
    expect((await page.state()).engine?.file).toBe('corrected.safetensors');
    await page.press('Close all');
    await page.files([{ ...picture, name: 'again.png' }]);
    await page.finished();
    const mask = await page.download('Mask of this slice as PNG');
    const folder = await temporaryFolder();
    await writeFile(path.join(folder.path, name), bytes);
    await writeFile(path.join(folder.path, 'again.png'), picture.buffer);
    const options = ['--weights', path.join(folder.path, name)];
    expect(mask.bytes).toEqual(
      await segmentByCommand(path.join(folder.path, 'again.png'), 'again.png', options),
    );
    await folder.remove();
    await page.page.locator('.chip').click();
    await page.press('Demo weights');
    await expect.poll(async () => (await page.state()).engine?.file).toBe('phantom-demo.safetensors');
    expect((await page.download('Save corrected.safetensors')).bytes).toEqual(bytes);
  }, 300_000);
});

/** Lets nobody else write to the page's database for some milliseconds. */
async function holdDatabase(milliseconds: number): Promise<void> {
  const request = indexedDB.open('miniseg-segment-web');
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  const store = request.result.transaction('work', 'readwrite').objectStore('work');
  const end = Date.now() + milliseconds;
  const again = () => {
    if (Date.now() < end) store.count().onsuccess = again;
    else request.result.close();
  };
  again();
}
