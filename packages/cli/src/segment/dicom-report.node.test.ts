/** `segment --dicom-sr`: the report beside the segmentation, read by highdicom and checked by dciodvfy. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeNifti } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { phantom, phantomDicom } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, report } = segmentFolder();
const JUDGE = fileURLToPath(new URL('../../../formats/src/fixtures/judge.py', import.meta.url));

it('a report on the segmentation says how much is marked', async () => {
  for (let slice = 0; slice < 4; slice++) await put(`study/${slice}.dcm`, phantomDicom(slice));
  const { code, stderr } = await segment('study', '--dicom-seg', '--dicom-sr', '--no-overlay');
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  const [{ dicomSr, dicomSeg, milliliters }] = (await report()).volumes;
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
        measurements: [['118565006', expect.closeTo(milliliters, 6), 'ml']],
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
