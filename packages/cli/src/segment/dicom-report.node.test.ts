/** `segment --dicom-sr`: the report beside the segmentation, read by highdicom and checked by dciodvfy. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeNifti } from '@miniseg/formats';
import { type ImageSource, readStudy, studyResults } from '@miniseg/scan';
import { describe, expect, it } from 'vitest';
import { phantom, phantomDicom, SIZE } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, report } = segmentFolder();
const JUDGE = fileURLToPath(new URL('../../../formats/src/fixtures/judge.py', import.meta.url));

it('a report on the segmentation says how much is marked', async () => {
  for (let slice = 0; slice < 4; slice++) await put(`study/${slice}.dcm`, phantomDicom(slice));
  const { code, stderr } = await segment('study', '--dicom-seg', '--dicom-sr', '--no-overlay');
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  const [{ dicomSr, dicomSeg, milliliters, lungShare }] = (await report()).volumes;
  expect(lungShare).toBeGreaterThan(0);
  expect([dicomSeg, dicomSr]).toEqual(['study.seg.dcm', 'study.sr.dcm']);
  await mkdir(at('judged'));
  for (const file of [dicomSeg, dicomSr]) await cp(at('out', file), at('judged', file));
  const answers = await promisify(execFile)(process.env.MINISEG_PYTHON ?? 'python3', [
    JUDGE,
    at('judged'),
  ]).then(
    ({ stdout }) => JSON.parse(stdout),
    (error: Error) => {
      if (process.env.MINISEG_PYTHON !== undefined) throw error;
      console.info('Python is not installed: the report was shown to no other program.');
      return { [dicomSr]: {} };
    },
  );
  const { highdicom, dciodvfy } = answers[dicomSr];
  if (highdicom) {
    expect(highdicom).toMatchObject([
      {
        tracking: 'Infection',
        segment: 1,
        measurements: [
          ['118565006', expect.closeTo(milliliters, 6), 'ml'],
          ['MSEG01', expect.closeTo(100 * lungShare, 6), '%'],
        ],
      },
    ]);
  }
  if (dciodvfy) expect(dciodvfy).toEqual([]);
}, 120_000);

it('without a segmentation, or for what is no DICOM, it is refused', async () => {
  await put('study/0.dcm', phantomDicom(0));
  await put('scan.nii', writeNifti(phantom, { gzip: false }));
  expect(await segment('study', '--dicom-sr')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /--dicom-sr writes a report on the DICOM segmentation.*pass --dicom-seg, too/,
    ),
  });
  expect(await segment('scan.nii', '--dicom-seg', '--dicom-sr')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--dicom-seg needs DICOM input/),
  });
  expect(await readdir(at())).not.toContain('out');
});

describe('of a series in memory', () => {
  const sourceOf = (name: string, bytes: Uint8Array): ImageSource => ({
    name,
    size: bytes.length,
    beginning: async (count) => bytes.subarray(0, count),
    bytes: async () => bytes,
  });
  /** Label 1 in the first half of each slice, and label 2, where there is one, in a fourth. */
  const resultsOf = async (classes: number, known = true) => {
    const files = [0, 1, 2].map((slice) => sourceOf(`${slice}.dcm`, phantomDicom(slice)));
    const study = {
      ...(await readStudy({ kind: 'dicom', files, notes: [] })),
      ...(known ? {} : { knownSpacing: false }),
    };
    const labels = Uint8Array.from({ length: 3 * SIZE * SIZE }, (_, index) => {
      const row = Math.floor(index / SIZE) % SIZE;
      if (row < SIZE / 2) return 1;
      return classes > 2 && row < (3 * SIZE) / 4 ? 2 : 0;
    });
    const results = await studyResults(
      study,
      { labels, classes },
      {
        ...{ name: 'study', label: 'study', version: '1.2.3', overlay: false },
        ...{ dicomSeg: true, dicomSr: true, date: new Date(1.6e12) },
      },
    );
    if (!('volume' in results)) throw new Error('no volume');
    const bytes = results.files.find(({ name }) => name === 'study.sr.dcm')?.bytes;
    const text = bytes && new TextDecoder('latin1').decode(bytes);
    const values = [...(text ?? '').matchAll(/\n\xa3DS..([\d.e+-]+)/gs)].map(([, value]) => Number(value));
    return { volume: results.volume, text, values };
  };

  it('each segment of a network of more classes has its own volume, and none the lungs of all', async () => {
    const { values, text, volume } = await resultsOf(3);
    const half = ((volume.milliliters as number) * 2) / 3;
    expect(values).toEqual([expect.closeTo(half, 6), expect.closeTo(half / 2, 6)]);
    expect(text).not.toContain('Share of the lungs');
  });

  it('where it is not known how large voxels are, there is the share of the lungs, or no report, and a note', async () => {
    const thin = phantomDicom(1);
    const study = await readStudy({ kind: 'dicom', files: [sourceOf('1.dcm', thin)], notes: [] });
    expect(study.knownSpacing).toBe(false);
    const segmented = { labels: new Uint8Array(SIZE * SIZE).fill(1, 0, 50), classes: 2 };
    const options = { name: 'one', label: 'one', version: '1.2.3', dicomSeg: true, dicomSr: true };
    const alone = await studyResults(study, segmented, options);
    if (!('slice' in alone)) throw new Error('no slice');
    expect(alone.files.map(({ name }) => name)).toEqual(['overlays/one.png', 'one.seg.dcm', 'one.png']);
    expect(alone.slice).not.toHaveProperty('dicomSr');
    expect(alone.slice.notes).toContainEqual(
      'There is no DICOM structured report, as the series does not say how large its voxels are.',
    );

    const { values, text, volume } = await resultsOf(2, false);
    expect(values).toEqual([expect.closeTo(100 * (volume.lungShare as number), 6)]);
    expect(text).not.toContain('milliliter');
    expect(volume.notes).toContainEqual(
      'The DICOM structured report has no volumes, as the series does not say how large its voxels are.',
    );
  });
});
