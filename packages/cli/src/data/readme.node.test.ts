import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const section = /^## data\n([\s\S]*?)(?=^## )/m.exec(readme)?.[1] ?? '';
const commands = [...section.matchAll(/^miniseg (.*)$/gm)].map(([, line]) => line);

const home = process.cwd();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  process.chdir(root);
});
afterAll(async () => {
  process.chdir(home);
  await rm(root, { recursive: true, force: true });
});

it.each(['phantom', 'check', 'split', 'stats', 'preview', 'convert'])('the README shows %s', (name) => {
  expect(commands.filter((line) => line.startsWith(`data ${name} `)).length).toBeGreaterThan(0);
});

it('the commands of the README run, one after the other', async () => {
  for (const line of commands) {
    const { code, stderr } = await runCli(...line.split(' '));
    expect([line, code, stderr]).toEqual([line, 0, expect.not.stringMatching(/miniseg:/)]);
  }
});
