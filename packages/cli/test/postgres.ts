/** A PostgreSQL server of this machine's programs, in a folder of its own, that tests may kill and start again. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../../testkit/src/free-port.js';

const PROGRAMS = findPrograms();

/** Where it is not installed, tests say that they did without. */
export const hasPostgres = PROGRAMS !== undefined;
export const WITHOUT_POSTGRES = 'PostgreSQL is not installed (Debian: postgresql): these tests are skipped.';

export interface Postgres {
  /** Of a database of this name, which is made. */
  database(name: string): Promise<string>;
  port: number;
  /** As by a crash of the machine: nobody says goodbye. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's place first, then the path. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => path.join(debian, version, 'bin'));
  return [...folders, ...(process.env.PATH ?? '').split(path.delimiter)].find(
    (folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')),
  );
}

export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miniseg-postgres-'));
  const who = servant();
  if (who) chownSync(folder, who.uid, who.gid);
  const data = path.join(folder, 'data');
  const made = spawnSync(
    path.join(PROGRAMS ?? '', 'initdb'),
    ['-D', data, '-U', 'miniseg', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...who, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${made.error ?? ''}`);
  const port = await freePort();
  let server: ChildProcess | undefined;
  const said: string[] = [];
  const start = async () => {
    const words = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
    server = spawn(path.join(PROGRAMS ?? '', 'postgres'), [...words, '-c', 'max_connections=200'], {
      ...{ ...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    });
    server.stderr?.on('data', (text) => said.push(String(text)));
    await untilItAnswers(port, server, said);
  };
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (!server || server.exitCode !== null) return resolve();
      server.once('exit', () => resolve());
      server.kill(signal);
    });
  await start();
  return {
    port,
    database: async (name) => {
      await query(port, `CREATE DATABASE ${name}`);
      return `postgres://miniseg@127.0.0.1:${port}/${name}`;
    },
    crash: () => end('SIGQUIT'),
    start,
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; Debian makes it a user, and any other does as well. */
function servant(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function untilItAnswers(port: number, server: ChildProcess, said: string[]): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended:\n${said.join('')}`);
    if (
      await query(port, 'SELECT 1').then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`PostgreSQL does not answer:\n${said.join('')}`);
}

async function query(port: number, text: string): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'miniseg', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  await client.query(text).finally(() => client.end());
}
