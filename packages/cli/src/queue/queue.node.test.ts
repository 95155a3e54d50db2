/** Against a real PostgreSQL, and in a folder. */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, type Postgres, startPostgres, WITHOUT_POSTGRES } from '../../test/postgres.js';
import { newestBoss } from './dispatcher.js';
import { jobKey, type NewJob, type TakenJob } from './job.js';
import { openDatabase } from './open-database.js';
import { Queue, type QueueOptions } from './queue.js';
import { MIGRATIONS, prepareTables } from './tables.js';

const worker = (id: string, host = 'here') => ({ id, host, pid: 1, version: '0' });
const [ANN, BOB] = [worker('ann'), worker('bob', 'there')];
const job = (n: number, more: Partial<NewJob> = {}): NewJob => ({
  key: jobKey('test', n),
  name: `study-${n}`,
  input: { kind: 'study', path: `in/${n}`, options: [], weights: [], out: 'out' },
  ...more,
});
const RESULT = { folder: 'out/1', host: 'here', seconds: 2 };
const both = ['local', 'archive'] as const;
const take = (queue: Queue, by = ANN) => queue.take(by, both);
const beat = (queue: Queue, by: typeof ANN, taken: TakenJob, progress = 0.5) =>
  queue.beat(by, [{ ...taken, progress, stage: 'segmenting' }]);

if (!hasPostgres) console.log(WITHOUT_POSTGRES);

describe.skipIf(!hasPostgres)('a queue in PostgreSQL', () => {
  let server: Postgres;
  let where = '';
  let databases = 0;
  const open: Queue[] = [];
  const queue = async (options?: QueueOptions) => {
    const made = await Queue.open(where, options);
    open.push(made);
    return made;
  };
  const sql = async (text: string) => {
    const client = new pg.Client(where);
    await client.connect();
    return client.query(text).finally(() => client.end());
  };
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    where = await server.database(`test${++databases}`);
    return async () => {
      for (const one of open.splice(0)) await one.close();
    };
  });

  it('hands each job out once, the urgent first, and takes the first result', async () => {
    const [one, two] = await Promise.all([queue(), queue()]);
    expect(await one.submit([job(1), job(2, { priority: 5 }), job(1)])).toEqual({
      added: 2,
      again: 0,
      known: 1,
    });
    expect(await two.submit([job(1), job(3)])).toEqual({ added: 1, again: 0, known: 1 });
    const first = (await take(one)) as TakenJob;
    expect(first.name).toBe('study-2');
    const others = await Promise.all([take(one), take(two, BOB), take(two, BOB)]);
    expect(others.map((each) => each?.name).sort()).toEqual(['study-1', 'study-3', undefined]);
    expect(await one.done(first, RESULT)).toBe(true);
    expect(await two.done(first, { ...RESULT, folder: 'another' })).toBe(false);
    expect(await one.jobs.find(first.key)).toMatchObject({ state: 'done', progress: 1, result: RESULT });
    expect(await one.jobs.counts()).toMatchObject({ waiting: 0, active: 2, done: 1 });
    expect(await two.submit([job(2)])).toEqual({ added: 0, again: 0, known: 1 });
  });

  it('has each job once that several submit at the same time, in whatever order', async () => {
    const publishers = await Promise.all([queue(), queue(), queue(), queue()]);
    const jobs = Array.from({ length: 400 }, (_, n) => job(n));
    const counts = await Promise.all(
      publishers.map((publisher, n) => publisher.submit(n % 2 === 0 ? jobs : jobs.toReversed())),
    );
    const sum = (name: 'added' | 'again' | 'known') => counts.reduce((total, each) => total + each[name], 0);
    expect([sum('added'), sum('again'), sum('known')]).toEqual([400, 0, 1200]);
    const [one] = publishers;
    expect(await one.jobs.counts()).toEqual({ waiting: 400, active: 0, done: 0, failed: 0, canceled: 0 });
    const sent = await sql(
      `SELECT count(*)::int AS all, count(DISTINCT id)::int AS each FROM miniseg_boss${one.boss}.job`,
    );
    expect(sent.rows).toEqual([{ all: 400, each: 400 }]);
  });

  it('hands equally urgent jobs out in the order in which they were submitted', async () => {
    const one = await queue();
    await one.submit([7, 3, 9, 1].map((n) => job(n)));
    const names: (string | undefined)[] = [];
    for (let n = 0; n < 4; n++) names.push((await take(one))?.name);
    expect(names).toEqual(['study-7', 'study-3', 'study-9', 'study-1']);
  });

  it('takes two transactions of the database for a job, and one for the signs of life of all', async () => {
    const one = await queue();
    await one.submit(Array.from({ length: 41 }, (_, n) => job(n)));
    await one.done((await take(one)) as TakenJob, RESULT);
    /** Numbers that the database has given to transactions that write; it may look after its tables meanwhile. */
    const writing = async () => {
      const { rows } = await sql('SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int AS next');
      return rows[0].next as number;
    };
    const own = 3;
    let before = await writing();
    const taken: TakenJob[] = [];
    for (let n = 0; n < 20; n++) taken.push((await take(one)) as TakenJob);
    for (const each of taken) await one.done(each, RESULT);
    expect((await writing()) - before).toBeLessThanOrEqual(2 * 20 + own);

    for (let n = 0; n < 20; n++) taken[n] = (await take(one)) as TakenJob;
    before = await writing();
    const beats = taken.map((each) => ({ ...each, progress: 0.5, stage: 'segmenting' }));
    for (let n = 0; n < 10; n++) expect(await one.beat(ANN, beats)).toEqual(new Set());
    expect((await writing()) - before).toBeLessThanOrEqual(10 + 1 + own);
    // Of those that were done, pg-boss has heard with the first.
    const { rows } = await sql(
      `SELECT state, count(*)::int AS count FROM miniseg_boss${one.boss}.job GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { state: 'active', count: 20 },
      { state: 'completed', count: 21 },
    ]);
  });

  it('finds the first of many jobs without sorting all', async () => {
    const one = await queue();
    await one.submit(Array.from({ length: 3000 }, (_, n) => job(n, { priority: n % 3 })));
    expect((await take(one))?.name).toBe('study-2');
    await sql('ANALYZE');
    const boss = `miniseg_boss${one.boss}.job`;
    // As pg-boss asks for it.
    const first =
      one.boss === 10
        ? `start_after < now() ORDER BY priority DESC, created_on, id`
        : `NOT blocked AND start_after <= now() ORDER BY priority DESC, created_on`;
    const { rows } = await sql(
      `EXPLAIN SELECT id FROM ${boss} WHERE name = 'local' AND state < 'active' AND ${first} LIMIT 1`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index (Only )?Scan/);
    expect(plan).not.toMatch(/Sort/);
  });

  it('prefers the lane whose job is the most urgent', async () => {
    const one = await queue();
    const { out, options, weights } = { out: 'out', options: [], weights: [] };
    const series = { studyInstanceUid: '1.2', seriesInstanceUid: '1.2.3', archive: 'http://a' };
    await one.submit([
      job(1),
      job(2, { priority: 3, input: { kind: 'series', out, options, weights, ...series } }),
    ]);
    expect((await one.take(ANN, both))?.name).toBe('study-2');
    expect(await one.take(ANN, ['archive'])).toBeUndefined();
    expect((await one.take(ANN, both))?.name).toBe('study-1');
  });

  it('gives the job of a worker without a sign of life to another, which the first then is told', async () => {
    const [one, two] = await Promise.all([queue({ lostAfter: 1 }), queue({ lostAfter: 1 })]);
    await one.submit([job(1)]);
    const first = (await take(one)) as TakenJob;
    expect(await beat(one, ANN, first)).toEqual(new Set());
    expect(await one.jobs.find(first.key)).toMatchObject({
      progress: 0.5,
      stage: 'segmenting',
      host: 'here',
    });
    let second: TakenJob | undefined;
    await expect
      .poll(
        async () => {
          await two.sweep();
          second ??= await take(two, BOB);
          return second;
        },
        { timeout: 30_000, interval: 300 },
      )
      .toBeDefined();
    expect(second).toMatchObject({ key: first.key, attempts: 2 });
    expect(await beat(one, ANN, first)).toEqual(new Set([first.key]));
    // Whoever says so first has done it, whether it was thought dead or not; failures of the one that lost it are nothing.
    await one.failed(ANN, first, 'too late', true);
    expect(await one.jobs.find(first.key)).toMatchObject({ state: 'active', host: 'there' });
    expect(await two.done(second as TakenJob, RESULT)).toBe(true);
    expect(await one.done(first, RESULT)).toBe(false);
  });

  it('keeps a job whose worker beats', async () => {
    const one = await queue({ lostAfter: 2 });
    await one.submit([job(1)]);
    const first = (await take(one)) as TakenJob;
    for (let n = 0; n < 8; n++) {
      await setTimeout(500);
      expect(await beat(one, ANN, first)).toEqual(new Set());
      await one.sweep();
    }
    expect(await take(one, BOB)).toBeUndefined();
  });

  it('tries again after a failure, and gives up at once where that would end in the same way', async () => {
    const one = await queue();
    await one.submit([job(1), job(2)]);
    const [first, second] = [(await take(one)) as TakenJob, (await take(one)) as TakenJob];
    await one.failed(ANN, first, 'the archive is away', false);
    expect(await one.jobs.find(first.key)).toMatchObject({ state: 'waiting', note: 'the archive is away' });
    await one.failed(ANN, second, 'no image in it', true);
    expect(await one.jobs.find(second.key)).toMatchObject({ state: 'failed', note: 'no image in it' });
    await expect
      .poll(() => take(one), { timeout: 20_000, interval: 500 })
      .toMatchObject({ key: first.key, attempts: 2 });
    // Submitted once more it is tried anew.
    expect(second).toMatchObject({ name: 'study-2' });
    expect(await one.submit([job(2)])).toEqual({ added: 0, again: 1, known: 0 });
    expect(await take(one)).toMatchObject({ key: second.key, attempts: 1 });
  });

  it('gives up after too many tries, with the last reason', async () => {
    const one = await queue();
    await one.submit([job(1)]);
    await sql(`UPDATE miniseg_boss${one.boss}.job SET retry_limit = 0`);
    const first = (await take(one)) as TakenJob;
    await one.failed(ANN, first, 'no room on the disk', false);
    expect(await one.jobs.find(first.key)).toMatchObject({
      state: 'failed',
      note: 'given up after 1 tries: no room on the disk',
    });
  });

  it('cancels what waits and what is at work', async () => {
    const one = await queue();
    await one.submit([job(1), job(2)]);
    const first = (await take(one)) as TakenJob;
    expect(first.name).toBe('study-1');
    expect(await one.cancel(job(2).key)).toBe(true);
    expect(await one.cancel(first.key)).toBe(true);
    expect(await one.cancel(first.key)).toBe(false);
    expect(await take(one)).toBeUndefined();
    expect(await beat(one, ANN, first)).toEqual(new Set([first.key]));
    expect(await one.done(first, RESULT)).toBe(false);
  });

  it('gives a job back at once that a worker has to leave', async () => {
    const one = await queue();
    await one.submit([job(1)]);
    const first = (await take(one)) as TakenJob;
    await one.release(ANN, first);
    expect(await take(one, BOB)).toMatchObject({ key: first.key, attempts: 1 });
  });

  it('finds jobs of which pg-boss was never told, or that it forgot', async () => {
    const one = await queue({ lostAfter: 1 });
    await one.submit([job(1), job(2)]);
    await sql(`DELETE FROM miniseg_boss${one.boss}.job`);
    expect(await take(one)).toBeUndefined();
    await setTimeout(1100);
    await one.sweep();
    expect(await take(one)).toBeDefined();
    expect(await take(one)).toBeDefined();
    expect(await take(one)).toBeUndefined();
  });

  it('has so many places for a machine, and takes them back from the dead', async () => {
    const one = await queue({ lostAfter: 1 });
    const tries = await Promise.all(Array.from({ length: 6 }, () => one.places.take('machine', 2, ANN)));
    expect(new Set(tries.filter((place) => place !== undefined)).size).toBeLessThanOrEqual(2);
    while ((await one.places.take('machine', 2, ANN)) !== undefined);
    expect(await one.places.take('other', 2, BOB)).toBe(1);
    await one.places.leave('machine', 1, ANN);
    expect(await one.places.take('machine', 2, BOB)).toBe(1);
    await setTimeout(1100);
    expect(await one.places.take('machine', 1, BOB)).toBe(1);
  });

  it('refuses tables of a newer program, and brings older ones up to date with their jobs', async () => {
    const database = await openDatabase(where, {});
    await prepareTables(database, where, newestBoss(), MIGRATIONS.slice(0, 1));
    await database.execute(
      `INSERT INTO miniseg.job (key, ticket, lane, name, input) VALUES ('k', gen_random_uuid(), 'local', 'old', '{}')`,
    );
    await Promise.all([queue({ lostAfter: 1 }), queue({ lostAfter: 1 })]);
    expect(await open[0].jobs.counts()).toMatchObject({ waiting: 1 });
    await open[0].places.take('machine', 1, ANN);
    await setTimeout(1100);
    await open[0].sweep();
    expect(await take(open[0])).toMatchObject({ name: 'old' });
    await prepareTables(database, where, newestBoss(), [
      ...MIGRATIONS,
      'ALTER TABLE miniseg.job ADD later int;',
    ]);
    await expect(queue()).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(
        /test\d+ has tables of version 3, and this program knows version 2\. Update/,
      ),
    });
    await database.close();
  });

  it('a program that begins while the server restarts waits for it', async () => {
    await server.crash();
    const said: string[] = [];
    const opening = queue({ log: (line) => said.push(line) });
    await expect.poll(() => said.at(-1)).toMatch(/does not answer, waiting for it: .*ECONNREFUSED/);
    await server.start();
    const opened = await opening;
    expect(await opened.submit([job(1)])).toMatchObject({ added: 1 });
  });

  it('says where no server answers, without the password', async () => {
    const nowhere = `postgres://me:secret@127.0.0.1:1/none`;
    const error = await Queue.open(nowhere).catch((caught) => caught);
    expect(error).toMatchObject({
      code: 'input',
      message: expect.stringMatching(/postgres:\/\/127\.0\.0\.1:1\/none/),
    });
    expect(error.message).not.toMatch(/secret/);
    await expect(Queue.open('mysql://x')).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

it('a queue in a folder is shared by processes, and outlives the one that has it open', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'miniseg-queue-'));
  const where = path.join(folder, 'queue');
  const program = path.join(import.meta.dirname, 'fixtures/hold-queue.mjs');
  // The first has the tables; it is killed with a job in its hands.
  const holder = fork(program, [where], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    await new Promise((resolve, reject) => {
      holder.once('message', resolve);
      holder.once('exit', () => reject(new Error('it ended')));
    });
    const guest = await Queue.open(where, { lostAfter: 1 });
    expect(await guest.submit([job(1), job(2)])).toEqual({ added: 2, again: 0, known: 0 });
    const taken = (await take(guest)) as TakenJob;
    holder.kill('SIGKILL');
    await expect.poll(() => guest.done(taken, RESULT).catch(() => undefined), { timeout: 60_000 }).toBe(true);
    expect(await guest.jobs.counts()).toMatchObject({ waiting: 1, done: 1 });
    expect(await take(guest)).toMatchObject({ attempts: 1 });
    await guest.close();
  } finally {
    holder.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
