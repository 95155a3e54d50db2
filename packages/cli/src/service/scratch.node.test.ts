/** What workers leave when they are killed goes; what others still work in stays. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scratch } from './scratch.js';
import { newWorkerId } from './worker-id.js';

let out = '';
beforeEach(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'miniseg-scratch-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const ended = spawnSync(process.execPath, ['-e', '']).pid;
const mine = newWorkerId(hostname());
const idOf = (pid: number) => mine.replace(`-${process.pid}-`, `-${pid}-`);
const place = (id: string) => path.join(out, `.miniseg-work-${id}`);
const left = async () => (await readdir(out)).sort();

async function leave(id: string, owner?: object): Promise<string> {
  await mkdir(place(id));
  await writeFile(path.join(place(id), 'half'), 'written');
  if (owner) await writeFile(path.join(place(id), 'owner.json'), JSON.stringify(owner));
  return path.basename(place(id));
}
const since = new Date().toISOString();

it('a folder is made, tells whose it is, and goes at the end', async () => {
  const scratch = new Scratch(mine, out);
  const folder = await scratch.folder(out, 'job');
  expect(path.dirname(folder)).toBe(place(mine));
  expect(await readdir(place(mine))).toEqual(['job', 'owner.json']);
  await scratch.remove();
  expect(await left()).toEqual([]);
});

it('what ended processes left goes, also of those that had not yet said whose it is', async () => {
  await leave(idOf(ended), { host: hostname(), pid: ended, since });
  await leave(`${idOf(ended).slice(0, -8)}00000000`);
  await new Scratch(mine, out).remove();
  expect(await left()).toEqual([]);
});

it('what others work in stays, and of other machines for a week', async () => {
  const elsewhere = `elsewhere-${ended}-00000000`;
  const kept = [
    await leave(idOf(process.ppid), { host: hostname(), pid: process.ppid, since }),
    await leave(`${mine.slice(0, -8)}00000000`),
    await leave(elsewhere),
    await leave('unknown'),
  ].sort();
  await new Scratch(mine, out).remove();
  expect(await left()).toEqual(kept);
  const old = Date.now() / 1000 - 8 * 24 * 3600;
  await utimes(place(elsewhere), old, old);
  await new Scratch(mine, out).remove();
  expect(await left()).not.toContain(path.basename(place(elsewhere)));
});
