/** Against a real archive, and against one that counts what it is asked for. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DicomWebClient } from '@miniseg/dicomweb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOrthanc, type Orthanc, startOrthanc, WITHOUT_ORTHANC } from '../../../dicomweb/test/orthanc.js';
import { Processes } from '../../test/miniseg-process.js';
import { phantomDicom } from '../../test/phantom.js';
import { connectionsIn, recordedIn } from '../../test/recorded.js';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';
import { split } from '../service/archive/find-series.js';

if (!hasOrthanc) console.log(WITHOUT_ORTHANC);

const rounded = (value: number) => Math.round(1e4 * value) / 1e4;
const STUDIES = ['2.25.1001', '2.25.1002'];
const JUDGE = `
import sys, json, pydicom, highdicom
objects = [pydicom.dcmread(name) for name in sys.argv[1:]]
segs = [highdicom.seg.Segmentation.from_dataset(one) for one in objects if one.Modality == 'SEG']
print(json.dumps({
  'modalities': sorted(one.Modality for one in objects),
  'uids': len(set(one.SOPInstanceUID for one in objects)),
  'series': [str(seg.ReferencedSeriesSequence[0].SeriesInstanceUID) for seg in segs],
  'sources': [all(frame.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID.startswith('2.25.')
    for frame in seg.PerFrameFunctionalGroupsSequence) for seg in segs],
  'sums': [int(seg.pixel_array.sum()) for seg in segs],
  'measured': [[round(float(found.value), 4) for group in highdicom.sr.srread(name).content.get_volumetric_roi_measurement_groups()
    for found in group.get_measurements()] for name in sys.argv[1:] if pydicom.dcmread(name).Modality == 'SR'],
}))`;

describe.skipIf(!hasOrthanc)('miniseg archive segment, with Orthanc', () => {
  let orthanc: Orthanc;
  let root = '';
  const processes = new Processes();
  const at = (...parts: string[]) => path.join(root, ...parts);
  const segment = async (...more: string[]) => {
    const words = ['archive', 'segment', '--dicomweb', orthanc.url, '--out', at('out')];
    const options = ['--weights', at('weights.safetensors'), '--no-overlay', '--workers', '1', ...more];
    return processes.start([...words, ...options], await recordedIn(at('connections')));
  };
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'miniseg-archive-'));
    [orthanc] = await Promise.all([startOrthanc(), writeSmallWeights(at('weights.safetensors'))]);
    const client = new DicomWebClient({ baseUrl: orthanc.url });
    for (const [index, study] of STUDIES.entries()) {
      const files = [0, 1, 2].map((slice) =>
        phantomDicom(slice, { study, series: `${study}.1`, date: `2020030${index + 1}` }),
      );
      expect((await client.store(files)).failed).toEqual([]);
    }
  });
  afterAll(async () => {
    processes.killAll();
    await orthanc?.stop();
    await rm(root, { recursive: true, force: true });
  });

  const objectsOf = async (study: string): Promise<string[]> => {
    const client = new DicomWebClient({ baseUrl: orthanc.url });
    const names: string[] = [];
    await mkdir(at('fetched', study), { recursive: true });
    for await (const series of client.searchSeries({}, { studyInstanceUid: study })) {
      if (series.modality === 'CT') continue;
      for await (const file of client.retrieveSeries(series)) {
        names.push(at('fetched', study, `${series.seriesInstanceUid}.dcm`));
        await writeFile(names.at(-1) as string, file);
      }
    }
    return names;
  };

  it('finds by query, sends a segmentation and a report back, and the second time does what is missing', async () => {
    const first = await segment('--query', 'ModalitiesInStudy=CT&StudyDate=20200301');
    expect(await first.ended, first.said()).toBe(0);
    expect(first.said()).toMatch(/1 series found: 1 new, 0 tried again, 0 known already/);
    expect(first.said()).toMatch(/1 of 1 series segmented, 0 failed/);
    expect(await objectsOf(STUDIES[1])).toEqual([]);
    // A patient's data goes to the archive and nowhere else.
    expect(await connectionsIn(at('connections'))).toEqual([new URL(orthanc.url).host]);

    const second = await segment('--query', 'ModalitiesInStudy=CT&StudyDate=20200301-20200302');
    expect(await second.ended, second.said()).toBe(0);
    expect(second.said()).toMatch(/2 series found: 1 new, 0 tried again, 1 known already/);
    const [study] = STUDIES;
    const objects = await objectsOf(study);
    expect(objects).toHaveLength(2);

    const [folder] = (await readdir(at('out'))).filter((name) => name.startsWith(`${study}.1-`));
    // Both objects are those that the command makes of the same series at the same time.
    await mkdir(at(folder));
    for (const slice of [0, 1, 2]) {
      const dicom = phantomDicom(slice, { study, series: `${study}.1`, date: '20200301' });
      await writeFile(at(folder, `${slice}.dcm`), dicom);
    }
    const words = ['--weights', at('weights.safetensors'), '--no-overlay', '--dicom-seg', '--dicom-sr'];
    const byHand = processes.start(['segment', at(folder), '--out', at('by-hand'), ...words]);
    expect(await byHand.ended, byHand.said()).toBe(0);
    for (const kind of ['.seg.dcm', '.sr.dcm']) {
      const name = folder + kind;
      const [theirs, ours] = await Promise.all([
        readFile(at('by-hand', name)),
        readFile(at('out', folder, name)),
      ]);
      expect(ours.equals(theirs), name).toBe(true);
    }

    // As a person would have it: the same voxels, in the study, right way up for whoever reads it.
    const report = JSON.parse(await readFile(at('out', folder, 'report.json'), 'utf8'));
    const python = process.env.MINISEG_PYTHON;
    if (python === undefined) return console.log('MINISEG_PYTHON is not set: highdicom is not asked.');
    const said = JSON.parse(execFileSync(python, ['-c', JUDGE, ...objects], { encoding: 'utf8' }));
    expect(said).toEqual({
      modalities: ['SEG', 'SR'],
      uids: 2,
      series: [`${study}.1`],
      sources: [true],
      sums: [report.volumes[0].voxels],
      measured: [[rounded(report.volumes[0].milliliters), rounded(100 * report.volumes[0].lungShare)]],
    });
  }, 180_000);

  it('says which series the archive does not have, and names what failed', async () => {
    const nothing = await segment('--series', '2.25.404');
    expect(await nothing.ended).toBe(1);
    expect(nothing.said()).toMatch(/The archive has no series '2\.25\.404'/);
  }, 60_000);
});

it('a query is asked of studies, and what is about series of the series in them', () => {
  expect(split('ModalitiesInStudy=CT&StudyDate=20200301-20200401')).toEqual([
    { ModalitiesInStudy: 'CT', StudyDate: '20200301-20200401' },
    { Modality: 'CT' },
  ]);
  expect(split('Modality=MR&SeriesDescription=*lung*&PatientID=1')).toEqual([
    { PatientID: '1' },
    { Modality: 'MR', SeriesDescription: '*lung*' },
  ]);
});

it.each([
  [[], /Which series\? Give --query/],
  [['--query', 'StudyDate=20200101', '--timeout', '0'], /--timeout 0: it is minutes/],
  [['--query', 'StudyDate=20200101', '--dicom-seg'], /unknown option '--dicom-seg'/],
  [['--query', 'StudyDate=20200101', '--dicom-sr'], /unknown option '--dicom-sr'/],
])('refuses %j', async (words, message) => {
  const base = [
    'archive',
    'segment',
    '--dicomweb',
    'http://127.0.0.1:1',
    '--out',
    'nowhere',
    '--weights',
    'w',
  ];
  const { code, stderr } = await runCli(...base, ...words);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
