import { expect, it } from 'vitest';
import { inEmptyFolder, readmeCommands } from '../../../test/readme-commands.js';
import { runCli } from '../../../test/run-cli.js';

inEmptyFolder();
const commands = await readmeCommands('data');

it.each(['phantom', 'check', 'split', 'stats', 'preview', 'convert'])('the README shows %s', (name) => {
  expect(commands.filter((line) => line.startsWith(`data ${name} `)).length).toBeGreaterThan(0);
});

it('the commands of the README run, one after the other', async () => {
  for (const line of commands) {
    const { code, stderr } = await runCli(...line.split(' '));
    expect([line, code, stderr]).toEqual([line, 0, expect.not.stringMatching(/miniseg:/)]);
  }
});
