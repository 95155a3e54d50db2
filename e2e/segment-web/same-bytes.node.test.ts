/** The page and `miniseg segment` write the same files, byte for byte. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { phantomDicom } from '../../packages/cli/test/phantom.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { MemoryFile } from './app.js';
import { describePage } from './describe-page.js';
import { phantomPng, phantomVolume } from './samples.js';
import { DEMO_WEIGHTS } from './shared.js';

const program = fileURLToPath(new URL('../../packages/cli/bin/miniseg.js', import.meta.url));
/** Both are told that it is this moment, as a DICOM object says when it was made. */
const MADE_AT = new Date('2026-01-02T03:04:05.000Z');

const slice = (index: number): MemoryFile => ({
  name: `IM${index}.dcm`,
  mimeType: 'application/dicom',
  buffer: Buffer.from(phantomDicom(index)),
});

/** @returns Reads a file of the results. */
async function segmentAll(folder: string, inputs: Record<string, MemoryFile[]>) {
  for (const [name, files] of Object.entries(inputs)) {
    await mkdir(path.join(folder, name));
    for (const file of files) await writeFile(path.join(folder, name, file.name), file.buffer);
  }
  const out = path.join(folder, 'out');
  const folders = Object.keys(inputs).map((name) => path.join(folder, name));
  const options = ['--weights', DEMO_WEIGHTS, '--out', out, '--dicom-seg', '--no-overlay'];
  await promisify(execFile)(process.execPath, [program, 'segment', ...folders, ...options], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(MADE_AT.getTime() / 1000) },
  });
  return (name: string) => readFile(path.join(out, name));
}

await describePage('writes what the command line writes', ({ open }) => {
  it('masks, label maps and segmentations of PNG slices, a NIfTI volume and a DICOM series are the same', async () => {
    const folder = await temporaryFolder();
    const series = [0, 1, 2, 3].map(slice);
    const pictures = [phantomPng('one.png', 1), phantomPng('two.png', 2)];
    const { scan } = phantomVolume();
    const expected = await segmentAll(folder.path, { series, pictures, volumes: [scan] });
    const page = await open();
    await page.page.clock.setFixedTime(MADE_AT);
    const same = async (button: string, name: string) => {
      const { bytes } = await page.download(button);
      expect([name, Buffer.from(bytes).equals(await expected(name))]).toEqual([name, true]);
    };
    for (const picture of pictures) {
      await page.files([picture]);
      await page.finished();
      await same('Mask of this slice as PNG', picture.name);
    }
    await page.files([scan]);
    await page.finished();
    await same('Mask as NIfTI', 'phantom.nii.gz');
    await page.files(series);
    await page.finished();
    await same('Mask as NIfTI', 'series.nii.gz');
    await same('DICOM segmentation', 'series.seg.dcm');
    await folder.remove();
  });
});
