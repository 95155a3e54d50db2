/**
 * Workers that are killed at random, and a database that crashes: every job has one result in the end, the one that
 * `miniseg segment` gives. The short test runs always; MINISEG_SLOW=1 adds the long one (200 jobs, 50 kills).
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MinisegProcess, Processes } from '../../test/miniseg-process.js';
import { phantomDicom } from '../../test/phantom.js';
import { hasPostgres, type Postgres, startPostgres, WITHOUT_POSTGRES } from '../../test/postgres.js';
import { writeSmallWeights } from '../../test/small-weights.js';

if (!hasPostgres) console.log(WITHOUT_POSTGRES);

interface Chaos {
  jobs: number;
  kills: number;
  crashes: number;
  workers: number;
  lostAfter: number;
  /** Studies that are really different; the others are copies. */
  different: number;
}

const SHORT: Chaos = { jobs: 20, kills: 4, crashes: 1, workers: 2, lostAfter: 5, different: 2 };
const LONG: Chaos = { jobs: 200, kills: 50, crashes: 2, workers: 2, lostAfter: 10, different: 10 };

describe.skipIf(!hasPostgres)('a queue under chaos', () => {
  let root = '';
  let server: Postgres;
  const processes = new Processes();
  const at = (...parts: string[]) => path.join(root, ...parts);
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'miniseg-chaos-'));
    server = await startPostgres();
    await writeSmallWeights(at('weights.safetensors'));
  });
  afterEach(() => processes.killAll());
  afterAll(async () => {
    await server?.stop();
    await rm(root, { recursive: true, force: true });
  });

  const run = async (chaos: Chaos) => {
    const words = ['--weights', at('weights.safetensors'), '--dicom-seg', '--no-overlay', '--workers', '1'];
    await makeStudies(chaos);
    const queue = await server.database(`chaos${chaos.jobs}`);
    const made = (await readdir(at('made'))).map((name) => at('made', name));
    const byHand = processes.start(['segment', ...made, '--out', at('by-hand'), ...words]);
    const added = processes.start(['queue', 'add', at('in'), '--queue', queue, '--out', at('out'), ...words]);
    expect([await added.ended, await byHand.ended], added.said() + byHand.said()).toEqual([0, 0]);

    const all: MinisegProcess[] = [];
    const begin = () => {
      const options = ['--out', at('out'), '--lost-after', String(chaos.lostAfter), '--once'];
      const worker = processes.start(['worker', '--queue', queue, ...options]);
      all.push(worker);
      return worker;
    };
    const workers = Array.from({ length: chaos.workers }, begin);
    const random = randomFrom(17);
    const doneSoFar = async () =>
      (await readdir(at('out')).catch(() => [])).filter((name) => !name.startsWith('.')).length;
    let kills = 0;
    let crashes = 0;
    // Kills are spread over the jobs, so that they come at work and not all at the beginning.
    while (kills < chaos.kills || crashes < chaos.crashes) {
      await setTimeout(100 + 400 * random());
      const share = (await doneSoFar()) / (0.8 * chaos.jobs);
      if (share >= (crashes + 0.5) / chaos.crashes && crashes < chaos.crashes) {
        crashes++;
        await server.crash();
        await setTimeout(1000);
        await server.start();
      }
      if (share < kills / chaos.kills || kills === chaos.kills) continue;
      const victim = Math.floor(random() * workers.length);
      // It has to live long enough to have something in its hands.
      if (!workers[victim].said().includes('Working')) continue;
      await setTimeout(1500 * random());
      workers[victim].child.kill('SIGKILL');
      await workers[victim].ended;
      kills++;
      workers[victim] = begin();
    }
    const codes = await Promise.all(workers.map(({ ended }) => ended));
    const said = all.map((worker) => worker.said()).join('\n');
    expect(codes, said).toEqual(workers.map(() => 0));
    // What killed workers left goes with whoever comes next.
    await begin().ended;

    await expectResults(chaos, queue, said);
    return { kills, crashes, workers: all.length };
  };

  const makeStudies = async ({ jobs, different }: Chaos) => {
    for (const folder of ['in', 'out', 'made', 'by-hand'])
      await rm(at(folder), { recursive: true, force: true });
    for (let study = 0; study < different; study++) {
      await mkdir(at('made', `made${study}`), { recursive: true });
      for (const slice of [0, 1, 2]) {
        const dicom = phantomDicom((slice + study) % 4, { series: `2.25.${study + 7}`, instance: slice + 1 });
        await writeFile(at('made', `made${study}`, `${slice}.dcm`), dicom);
      }
    }
    for (let job = 0; job < jobs; job++)
      await cp(at('made', `made${job % different}`), at('in', `study${job}`), { recursive: true });
  };

  /** One result for each job, none more, and all of the bytes that the command gives. */
  const expectResults = async ({ jobs, different, crashes }: Chaos, queue: string, said: string) => {
    const client = new pg.Client(queue);
    await client.connect();
    const { rows } = await client.query('SELECT name, state, result FROM miniseg.job');
    await client.end();
    expect(rows.map(({ state }) => state)).toEqual(Array(jobs).fill('done'));
    const names = rows.map(({ name }) => name).sort();
    expect((await readdir(at('out'))).sort()).toEqual(names);
    for (const { name, result } of rows) {
      expect(result.folder).toBe(at('out', name));
      // Said by whoever was the first to have done it, and once more where a crash made the database forget that it was.
      const times = said.split('\n').filter((line) => line.startsWith(`${name}: segmented`)).length;
      expect(times).toBeLessThanOrEqual(1 + crashes);
      const study = name.replace(/-[0-9a-f]{8}$/, '');
      const made = `made${Number(study.slice('study'.length)) % different}`;
      for (const suffix of ['.nii.gz', '.seg.dcm']) {
        const [theirs, ours] = await Promise.all([
          readFile(at('by-hand', made + suffix)),
          readFile(at('out', name, study + suffix)),
        ]);
        expect(ours.equals(theirs), name + suffix).toBe(true);
      }
    }
  };

  it('20 jobs, 4 kills of workers, a crash of the database', async () => {
    expect(await run(SHORT)).toEqual({ kills: 4, crashes: 1, workers: 7 });
  }, 180_000);

  it.skipIf(process.env.MINISEG_SLOW !== '1')(
    '200 jobs, 50 kills of workers, two crashes of the database',
    async () => {
      const start = performance.now();
      const figures = await run(LONG);
      console.log(
        `Long chaos: ${JSON.stringify(figures)}, ${Math.round((performance.now() - start) / 1000)} s`,
      );
      expect(figures).toEqual({ kills: 50, crashes: 2, workers: 53 });
    },
    3_600_000,
  );
});

/** From 0 to 1; the same kills in every run, as far as the machine allows (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
