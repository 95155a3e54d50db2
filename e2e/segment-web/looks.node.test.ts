/** What the page looks like in each of its states, on a desk and on a phone, in the light and in the dark. */
import path from 'node:path';
import { chestPhantom } from '@miniseg/data';
import { writeNifti } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { expectLook, lookOf, unlike, useLookFont } from '../support/look.js';
import type { App, MemoryFile } from './app.js';
import { describePage } from './describe-page.js';
import { brokenPng } from './samples.js';

const FOLDER = path.join(import.meta.dirname, 'looks');
const patient = (lesions: number, fieldOfView: number) =>
  chestPhantom({ seed: 11, size: 128, slices: 6, fieldOfView, lesions: { groundGlass: lesions } });
const file = (name: string, bytes: Uint8Array): MemoryFile => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});
const { volume, masks } = patient(9, 430);
const current = file('current.nii.gz', writeNifti(volume));
const truth = file('truth.nii.gz', writeNifti({ ...volume, data: masks.infection }, { labels: true }));
const prior = file('prior.nii.gz', writeNifti(patient(3, 500).volume));

await describePage('looks as it did', ({ open }) => {
  const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const DESK = { viewport: { width: 1280, height: 800 } };

  /** Files that are opened from now on are shown, and not segmented by themselves. */
  const segmentNothing = (app: App) =>
    app.page.evaluate(() => {
      const { session } = (globalThis as never as { miniseg: { session: { ready: Promise<unknown> } } })
        .miniseg;
      session.ready = new Promise(() => {});
    });

  for (const [device, options] of Object.entries({ desk: DESK, phone: PHONE })) {
    it(`on a ${device}`, async () => {
      const app = await open({ ...options, bypassCSP: true, colorScheme: 'light' });
      const { page } = app;
      await useLookFont(page);
      const looks = async (state: string) => {
        await page.mouse.move(0, 0);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await expectLook(page, FOLDER, `${state}-${device}-${colorScheme}`);
        }
      };
      await looks('empty');

      await segmentNothing(app);
      await app.files([current]);
      await page.getByTestId('pane-found').waitFor();
      await looks('loaded');

      await app.press('Got it');
      await app.press('Segment');
      await app.finished();
      await looks('segmented');
      const segmented = await lookOf(page);

      await page.getByLabel('True mask').setInputFiles(truth as never);
      await page.getByTestId('pane-truth').waitFor();
      await looks('compare');
      // So that the comparison is known to find what it is made for.
      expect(unlike(await lookOf(page), segmented)).toMatch(/% of the squares differ/);

      await app.files([prior]);
      await page.getByRole('button', { name: /^prior/ }).waitFor();
      await app.press(/^current/);
      await page.locator('.file[aria-current]', { hasText: 'current' }).waitFor();
      await app.press('2 studies');
      await page.getByTestId('pane-beside').waitFor();
      await looks('beside');

      await app.press('Close all');
      await page.locator('.drop-zone').waitFor();
      await app.files([brokenPng('broken.png')]);
      await page.locator('.trouble').waitFor();
      await looks('error');
      expect(app.errors).toEqual([]);
    });
  }
});
