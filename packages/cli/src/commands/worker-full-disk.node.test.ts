/** Workers on a disk without room, and several that submit the same studies at once. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, statfs, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Processes } from '../../test/miniseg-process.js';
import { phantomDicom } from '../../test/phantom.js';
import { writeSmallWeights } from '../../test/small-weights.js';
import { Queue } from '../queue/queue.js';

let root = '';
let hasDisk = false;
const processes = new Processes();
const at = (...parts: string[]) => path.join(root, ...parts);
const STUDIES = ['study0', 'study1'];
const PAGE = 4096;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-full-'));
  await writeSmallWeights(at('weights.safetensors'));
  for (const [index, study] of STUDIES.entries()) {
    await mkdir(at('in', study), { recursive: true });
    for (const slice of [0, 1, 2]) {
      const dicom = phantomDicom(slice, { series: `2.25.${index + 7}`, instance: slice + 1 });
      await writeFile(at('in', study, `${slice}.dcm`), dicom);
    }
  }
  // A disk of its own, so that no other program's is filled.
  await mkdir(at('disk'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'miniseg-test', at('disk')]);
  hasDisk = mounted.status === 0;
  if (!hasDisk)
    console.log(`No small file system can be mounted here (${mounted.stderr ?? mounted.error}): skipped.`);
});
afterEach(() => processes.killAll());
afterAll(async () => {
  if (hasDisk) spawnSync('umount', ['-l', at('disk')]);
  await rm(root, { recursive: true, force: true });
});

const words = () => ['--weights', at('weights.safetensors'), '--dicom-seg', '--workers', '1'];
const add = (queue: string, ...out: string[]) =>
  processes.start(['queue', 'add', at('in'), '--queue', at(queue), '--out', at(...out), ...words()]);
const visible = async (...folder: string[]) =>
  (await readdir(at(...folder)).catch(() => [])).filter((name) => !name.startsWith('.'));
const jobsOf = async (queue: string) => {
  const open = await Queue.open(at(queue), { lostAfter: 5 });
  return open.jobs.list(undefined, 100).finally(() => open.close());
};
/** Fills the disk but for so many pages. */
const leave = async (pages: number) => {
  const ballast = at('disk', 'ballast');
  await truncate(ballast, 0).catch(() => {});
  const { bavail, bsize } = await statfs(at('disk'));
  await writeFile(ballast, Buffer.alloc(bavail * bsize - pages * PAGE, 1));
};

it('a full disk leaves nothing half-written, and the same results when there is room', async ({ skip }) => {
  if (!hasDisk) skip();
  const byHand = processes.start([
    'segment',
    ...STUDIES.map((study) => at('in', study)),
    '--out',
    at('by-hand'),
    ...words(),
  ]);
  await mkdir(at('disk', 'out'));
  await leave(0);
  const added = add('queue', 'disk', 'out');
  expect([await added.ended, await byHand.ended], added.said() + byHand.said()).toEqual([0, 0]);
  const worker = processes.start(['worker', '--queue', at('queue'), '--lost-after', '5', '--once']);
  const refused = () => (worker.said().match(/will be tried again, .*(ENOSPC|no space)/g) ?? []).length;
  // Not even its own folder can be made.
  await expect.poll(refused, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  // There is room for some of the results.
  await leave(3);
  const before = refused();
  await expect.poll(refused, { timeout: 90_000 }).toBeGreaterThanOrEqual(before + 2);
  expect(await visible('disk', 'out')).toEqual([]);
  for (const job of await jobsOf('queue'))
    expect(job).toMatchObject({
      state: expect.stringMatching(/waiting|active/),
      note: expect.stringMatching(/ENOSPC|no space/),
    });

  await rm(at('disk', 'ballast'));
  expect(await worker.ended, worker.said()).toBe(0);
  const jobs = await jobsOf('queue');
  expect(jobs.map(({ state }) => state)).toEqual(['done', 'done']);
  expect((await readdir(at('disk', 'out'))).sort()).toEqual(jobs.map(({ name }) => name).sort());
  for (const { name } of jobs) {
    const study = name.replace(/-[0-9a-f]{8}$/, '');
    for (const file of [`${study}.nii.gz`, `${study}.seg.dcm`, path.join('overlays', `${study}.png`)]) {
      const [ours, theirs] = [
        await readFile(at('disk', 'out', name, file)),
        await readFile(at('by-hand', file)),
      ];
      expect(ours.equals(theirs), `${name}/${file}`).toBe(true);
    }
  }
}, 300_000);

it('of publishers that submit the same studies at once, each study has one job and one result', async () => {
  const publishers = Array.from({ length: 3 }, () => add('shared', 'shared-out'));
  const worker = processes.start(['worker', '--queue', at('shared'), '--lost-after', '5']);
  for (const each of publishers) expect(await each.ended, each.said()).toBe(0);
  const figures = publishers.map((each) =>
    /(\d) studies added, 0 tried again, (\d) known already/.exec(each.said()),
  );
  const sum = (place: number) => figures.reduce((total, found) => total + Number(found?.[place]), 0);
  expect([sum(1), sum(2)]).toEqual([2, 4]);
  await expect
    .poll(async () => (await jobsOf('shared')).map(({ state }) => state), { timeout: 90_000, interval: 1000 })
    .toEqual(['done', 'done']);
  worker.child.kill('SIGTERM');
  await worker.ended;
  const jobs = await jobsOf('shared');
  expect(jobs.map(({ attempts }) => attempts)).toEqual([1, 1]);
  expect((await readdir(at('shared-out'))).sort()).toEqual(jobs.map(({ name }) => name).sort());
  expect(worker.said().match(/: segmented in/g)).toHaveLength(2);
}, 180_000);
