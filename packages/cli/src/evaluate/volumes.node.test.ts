/** `evaluate` of volumes: what is read, what is written, and what is refused. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { groupDicomSeries, writeDicomSegmentation, writeNifti, writeNpy, writeNpz } from '@miniseg/formats';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { phantom, phantomDicom, SIZE } from '../../test/phantom.js';
import { runCli } from '../../test/run-cli.js';
import { failureOf } from './fixtures/failure-of.js';
import { boxes, PLACE, volumeOf } from './fixtures/label-volumes.js';
import { maskPng } from './fixtures/mask-png.js';

const SHAPE: [number, number, number] = [6, 10, 12];
let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-volumes-'));
  for (const folder of ['found', 'true']) await mkdir(at(folder));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** What is found is a part of what is true, and more. */
function masks(n: number, labels = [1]) {
  const [truth, more] = [40, 30].map((seed) => boxes(SHAPE, { seed: seed + n, count: 4, labels }));
  return { true: truth, found: truth.map((label, voxel) => (voxel % SHAPE[2] > 4 ? label : more[voxel])) };
}
const nifti = (data: Uint8Array | Uint16Array | Float32Array | Int16Array, place: object = {}) =>
  writeNifti(volumeOf(data, SHAPE, place), { labels: true });
async function write(name: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(path.dirname(at(...name.split('/'))), { recursive: true });
  await writeFile(at(...name.split('/')), bytes);
}
async function threeCases(labels = [1]): Promise<void> {
  for (const n of [1, 2, 3]) {
    await write(`found/case_${n}.nii.gz`, nifti(masks(n, labels).found));
    await write(`true/case_${n}.nii.gz`, nifti(masks(n, labels).true));
  }
}
const evaluate = (...options: string[]) => runCli('evaluate', at('found'), at('true'), ...options);
async function json(...options: string[]) {
  const { code, stdout, stderr } = await evaluate('--json', '-', ...options);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return JSON.parse(stdout);
}
const failure = (...options: string[]) => failureOf(evaluate(...options));

it('two folders of label volumes give both tables, CSV of volumes and lesions, JSON and a page', async () => {
  await threeCases();
  const { code, stdout } = await evaluate(
    ...['--csv', at('c.csv'), '--lesions', at('l.csv'), '--json', at('a.json'), '--report', at('p.html')],
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^case +mIoU +SEN +SPC +DSC +HD \(mm\)$/m);
  expect(stdout).toMatch(
    /^case +HD95 \(mm\) +ASSD \(mm\) +mL true +mL found +lesions +found +missed +false$/m,
  );
  expect(stdout).toMatch(
    /^95 % intervals over the volumes: DSC 0\.\d{4} to 0\.\d{4}, HD95 .*, ASSD .*, found lesions/m,
  );
  const report = JSON.parse(await readFile(at('a.json'), 'utf8'));
  expect(report).toMatchObject({ unit: 'mm', lesionCriterion: 'any', missing: [] });
  const { summary, lesions } = report.volumes.foreground;
  expect(summary.HD95.interval).toMatchObject({ confidence: 0.95, resamples: 2000 });
  expect(lesions.found + lesions.missed).toBe(lesions.truth);
  const rows = (await readFile(at('l.csv'), 'utf8')).trim().split('\r\n');
  expect(rows[0]).toBe('case,side,lesion,result,voxels,mL,overlap,IoU');
  expect(rows).toHaveLength(1 + report.lesions.length);
  const cases = (await readFile(at('c.csv'), 'utf8')).split('\r\n');
  expect(cases[0]).toMatch(/^id,prediction,truth,SEN,SPC,DSC,HD,unit,.*HD95,ASSD,truthMl,predictionMl/);
  expect(cases[1]).toMatch(/^case_1,case_1\.nii\.gz,case_1\.nii\.gz,/);
  const page = await readFile(at('p.html'), 'utf8');
  expect(page).toContain('Surfaces and volumes');
  expect(page.match(/<img/g)).toHaveLength(3);
});

it('every label is scored against the rest, or the one that is asked for', async () => {
  await threeCases([1, 2]);
  const all = await json();
  expect(Object.keys(all.classes)).toEqual(['1', '2']);
  expect(all.cases).toHaveLength(6);
  const one = await json('--label', '2');
  const [own] = all.cases.filter(({ label }: { label: number }) => label === 2);
  expect(one.cases[0]).toEqual({ ...own, label: undefined, id: 'case_1' });
  const joined = await json('--remap', '1=1,2=1');
  expect(joined.cases).toHaveLength(3);
  expect((await failure('--remap', '1=1')).message).toMatch(
    /holds the value 2, which --remap does not name.*2=1/,
  );
});

it('npy, npz and DICOM segmentations say the same as NIfTI', async () => {
  const plain = phantom.data.length;
  const truth = new Uint8Array(plain);
  const marked = new Uint8Array(plain);
  // Nothing in the first and the last slice: a DICOM segmentation has no frames of them.
  for (let voxel = SIZE * SIZE; voxel < 3 * SIZE * SIZE; voxel++) {
    if (voxel % SIZE > 20 && voxel % SIZE < 40) truth[voxel] = 1;
    if (voxel % SIZE > 25 && voxel % SIZE < 45) marked[voxel] = 1;
  }
  const names = [0, 1, 2, 3];
  const [series] = groupDicomSeries(names.map((n) => ({ name: `${n}.dcm`, bytes: phantomDicom(n) }))).series;
  const place = {
    spacing: [20, ...phantom.spacing.slice(1)],
    origin: [-100, -90, 0],
    direction: PLACE.direction,
  };
  const shape = phantom.shape;
  const volume = (data: Uint8Array) =>
    ({ ...volumeOf(data, shape), ...place }) as ReturnType<typeof volumeOf>;
  await write('true/scan.nii.gz', writeNifti(volume(truth), { labels: true }));
  await write('nifti/scan.nii.gz', writeNifti(volume(marked), { labels: true }));
  await write('npy/scan.npy', writeNpy({ data: marked, shape }));
  await write('npz/scan.npz', writeNpz({ labels: { data: marked, shape } }));
  const segments = [{ label: 1, name: 'Infection' }];
  await write('seg/scan.seg.dcm', writeDicomSegmentation({ data: marked, shape }, series, { segments }));
  const scored = async (folder: string) => {
    const { code, stdout, stderr } = await runCli('evaluate', at(folder), at('true'), '--json', '-');
    expect([folder, code, stderr]).toEqual([folder, 0, expect.any(String)]);
    const { cases, remarks } = JSON.parse(stdout);
    return { figures: cases.map((item: object) => ({ ...item, prediction: '' })), remarks };
  };
  const known = await scored('nifti');
  expect(known.figures[0]).toMatchObject({ id: 'scan', unit: 'mm', truthLesions: 1, foundLesions: 1 });
  for (const folder of ['npy', 'npz', 'seg']) expect((await scored(folder)).figures).toEqual(known.figures);
  expect((await scored('npy')).remarks.join()).toMatch(/'.*scan\.npy' says nothing of its place/);
  // What segment writes beside the label map is the same segmentation.
  await cp(at('seg', 'scan.seg.dcm'), at('nifti', 'scan.seg.dcm'));
  expect(await scored('nifti')).toEqual({
    ...known,
    remarks: [expect.stringMatching(/Not looked at: '.*scan\.seg\.dcm'/)],
  });
});

it('arrays alone are measured in voxels, or with --spacing in mm', async () => {
  for (const side of ['found', 'true'] as const) {
    await write(`${side}/a.npy`, writeNpy({ data: masks(1)[side], shape: SHAPE }));
  }
  const bare = await json();
  expect(bare.cases[0]).toMatchObject({ unit: 'px', truthMl: null });
  const sized = await json('--spacing', '2.5,0.8,0.6');
  for (const side of ['found', 'true'] as const) {
    await rm(at(side, 'a.npy'));
    await write(`${side}/a.nii`, nifti(masks(1)[side]));
  }
  const known = await json();
  const figures = ({ HD, HD95, ASSD, truthMl }: Record<string, number>) => [HD, HD95, ASSD, truthMl];
  expect(figures(sized.cases[0])).toEqual(figures(known.cases[0]).map((value) => expect.closeTo(value, 5)));
  expect((await failure('--spacing', '1')).message).toMatch(
    /--spacing is for files that do not say how large/,
  );
  expect((await failure('--spacing', '1,2')).message).toMatch(
    /--spacing has 2 numbers, and volumes take slice,row,column/,
  );
});

it('a single file on each side is a pair, whatever the names', async () => {
  await write('a.nii', nifti(masks(1).found));
  await write('b.nii.gz', nifti(masks(1).true));
  const { stdout } = await runCli('evaluate', at('a.nii'), at('b.nii.gz'), '--json', '-');
  expect(JSON.parse(stdout).cases).toMatchObject([{ id: 'a' }]);
  await write('pairs.csv', 'prediction,truth,id\na.nii,b.nii.gz,one\n');
  const listed = await runCli('evaluate', '--list', at('pairs.csv'), '--json', '-');
  expect(JSON.parse(listed.stdout).cases).toMatchObject([{ id: 'one' }]);
});

it('255 and 1 both mean foreground, and labels without a common one are refused', async () => {
  const white = masks(1).true.map((value) => 255 * value);
  await write('found/a.nii', nifti(masks(1).found));
  await write('true/a.nii', nifti(white));
  expect((await json()).cases).toHaveLength(1);
  await write('true/a.nii', nifti(masks(1).true.map((value) => 3 * value)));
  expect((await failure()).message).toMatch(
    /predictions hold the label 1, the truths the label 3.*--remap 1=1,3=1/,
  );
  expect((await failure('--label', '7')).message).toMatch(
    /None of the predictions holds label 7; they hold the label 1/,
  );
});

it.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'another grid',
    () => write('found/case_2.nii.gz', nifti(masks(2).found, { spacing: [2.5, 0.8, 0.7] })),
    /'.*found.case_2\.nii\.gz' and '.*true.case_2\.nii\.gz' differ in[^\n]*nearest neighbor.*\n {2}'.*0\.7 mm.*\n {2}'.*0\.6 mm/s,
  ],
  [
    'probabilities',
    () => write('found/case_2.nii.gz', nifti(Float32Array.from(masks(2).found, (value) => value * 0.5))),
    /case_2\.nii\.gz' holds 0\.5\. Labels are whole numbers: threshold/,
  ],
  [
    'the scan itself',
    () => write('found/case_2.nii.gz', nifti(Int16Array.from(masks(2).found, (value) => -1000 + value))),
    /holds -1000\. Labels are 0 or more: is it the scan itself\?/,
  ],
  [
    'a damaged file',
    () => write('found/case_2.nii.gz', nifti(masks(2).found).slice(0, 60)),
    /case_2\.nii\.gz' cannot be read/,
  ],
  ['no prediction', () => rm(at('found', 'case_2.nii.gz')), /1 of 3 truths have no prediction: '.*case_2/],
  ['no truth', () => rm(at('true', 'case_2.nii.gz')), /1 of 3 predictions have no truth: '.*case_2/],
  [
    'pictures against volumes',
    async () => {
      for (const file of await readdir(at('found'))) await rm(at('found', file));
      await write('found/a.png', 'no matter');
    },
    /holds PNGs, and '.*' volumes.*data convert --slice/,
  ],
])('%s is an error that names file, rule and cure, and nothing is written', async (_, spoil, message) => {
  await threeCases();
  await spoil();
  const failed = await failure('--csv', at('out.csv'));
  expect(failed.message).toMatch(message);
  expect(await readdir(root)).toEqual(['found', 'true']);
});

it('--allow-missing scores the others, and names what it does not', async () => {
  await threeCases();
  await write('found/case_2.nii.gz', nifti(masks(2).found, { spacing: [2.5, 0.8, 0.7] }));
  await rm(at('found', 'case_1.nii.gz'));
  const { code, stdout, stderr } = await evaluate('--allow-missing', '--json', '-');
  expect(code).toBe(1);
  expect(stderr).toMatch(/1 of 2 cases could not be scored.*\n.*case_2: .*differ in/s);
  const report = JSON.parse(stdout);
  expect(report.cases).toMatchObject([{ id: 'case_3' }]);
  expect(report).toMatchObject({ missing: ['case_1.nii.gz'], failed: [{ id: 'case_2' }] });
});

it('options of slices and of volumes are refused where they do nothing', async () => {
  await threeCases();
  expect((await failure('--tta', 'flips')).message).toMatch(/--tta is for predicting/);
  for (const folder of ['found', 'true'])
    await write(`slices/${folder}/a.png`, maskPng(folder === 'true' ? '##.' : '.#.'));
  const sides = [at('slices', 'found'), at('slices', 'true')];
  const slices = (...options: string[]) => failureOf(runCli('evaluate', ...sides, ...options));
  expect((await slices('--lesions', at('l.csv'))).message).toMatch(
    /--lesions is for volumes, and these are slices/,
  );
  expect((await slices('--lesion-iou', '0.5')).message).toMatch(/--lesion-iou is for volumes/);
  expect((await slices('--remap', '255=1')).message).toMatch(/--remap is for predicting and for volumes/);
  expect((await slices('--spacing', '1,1,1')).message).toMatch(
    /--spacing has 3 numbers, and slices take row,column/,
  );
});

it('the lesions of a case are found from an intersection over union that is asked for', async () => {
  await threeCases();
  const [any, strict] = [await json(), await json('--lesion-iou', '0.9')];
  expect(strict.lesionCriterion).toEqual({ iou: 0.9 });
  expect(strict.volumes.foreground.lesions.found).toBeLessThan(any.volumes.foreground.lesions.found);
});
