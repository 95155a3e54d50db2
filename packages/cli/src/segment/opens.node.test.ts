/** How often `miniseg segment` opens each file of its inputs. */
import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { countOpens } from '../../test/count-opens.js';
import { phantomDicom, phantomPng } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, bytes } = segmentFolder();

async function opened(folder: string, ...options: string[]) {
  const { result, opens } = await countOpens(at(folder), () => segment(folder, ...options));
  expect([result.code, result.stderr]).toEqual([0, expect.anything()]);
  expect(Object.keys(opens).sort()).toEqual((await readdir(at(folder))).sort());
  return [...new Set(Object.values(opens))];
}

it('each slice of a series once: to sort, for the network, the overlay, the segmentation and the report', async () => {
  for (const slice of [0, 1, 2, 3]) await put(`study/${slice}`, phantomDicom(slice));
  expect(await opened('study')).toEqual([1]);
  const masks = await bytes('study.nii.gz');
  expect(await opened('study', '--overwrite', '--dicom-seg', '--dicom-sr')).toEqual([1]);
  expect(await bytes('study.nii.gz')).toEqual(masks);
});

it('each slice of two series of a folder once, and what is no image', async () => {
  for (const slice of [0, 1, 2]) {
    await put(`study/a${slice}`, phantomDicom(slice));
    await put(`study/b${slice}`, phantomDicom(slice, { series: '2.25.2' }));
  }
  await put('study/notes.txt', 'about the scan');
  expect(await opened('study')).toEqual([1]);
});

it('a series that memory has no room to keep is read again, to the same masks', async () => {
  for (const slice of [0, 1, 2, 3]) {
    await put(`study/a${slice}`, phantomDicom(slice));
    await put(`study/b${slice}`, phantomDicom(slice, { series: '2.25.2' }));
  }
  await segment('study');
  const masks = await Promise.all(['study-1.nii.gz', 'study-2.nii.gz'].map(bytes));
  // 192 MiB are the program's own; of the rest an eighth is enough for the files of one.
  const counts = await opened('study', '--overwrite', '--max-memory', '192.4M');
  expect(counts.sort()).toEqual([1, expect.any(Number)]);
  expect(await Promise.all(['study-1.nii.gz', 'study-2.nii.gz'].map(bytes))).toEqual(masks);
});

it('each picture of a folder once, and the first for its size before', async () => {
  for (const slice of [0, 1, 2, 3]) await put(`slices/${slice}.png`, phantomPng(slice));
  expect(await opened('slices')).toEqual([2, 1]);
});
