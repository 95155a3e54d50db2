import { expect, it } from 'vitest';
import { inEmptyFolder, readmeCommands } from '../../test/readme-commands.js';
import { runCli } from '../../test/run-cli.js';

inEmptyFolder();
/** The second block needs nothing that a reader does not have. */
const commands = await readmeCommands('train', 1);

it('the first look of the README runs, command by command', async () => {
  expect(commands.map((line) => line.split(' ')[0])).toEqual([
    'data',
    'train',
    'segment',
    'evaluate',
    'data',
    'crossval',
  ]);
  for (const line of commands) {
    const { code, stderr } = await runCli(...line.split(' '));
    expect([line, code, stderr]).toEqual([line, 0, expect.not.stringMatching(/miniseg:/)]);
  }
});

it('the help lists every setting that the README names', async () => {
  const { stdout } = await runCli('train', '--help');
  for (const name of ['network', 'patience', 'remap', 'validationShare', 'Recipes', 'Ctrl-C']) {
    expect(stdout).toContain(name);
  }
});
