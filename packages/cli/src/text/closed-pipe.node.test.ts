/** Output that nobody reads any more (`miniseg ... | head -1`) ends no command. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../../bin/miniseg.js', import.meta.url));

/** Runs a command whose given stream is closed before anything is written. */
function unheard(closed: 'stdout' | 'stderr', words: readonly string[]) {
  const child = spawn(process.execPath, [cli, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  child[closed].destroy();
  let heard = '';
  child[closed === 'stdout' ? 'stderr' : 'stdout'].on('data', (chunk) => {
    heard += chunk;
  });
  return new Promise<{ code: number | null; heard: string }>((resolve) => {
    child.once('exit', (code) => resolve({ code, heard }));
  });
}

it('a command whose results nobody reads ends as it would have', async () => {
  expect(await unheard('stdout', ['crossval', '--help'])).toEqual({ code: 0, heard: '' });
  expect(await unheard('stdout', ['weights', 'list'])).toEqual({ code: 0, heard: '' });
});

it('a command whose messages nobody reads keeps its exit code', async () => {
  expect(await unheard('stderr', ['convert', 'no-such-file.pth', 'out'])).toEqual({ code: 1, heard: '' });
});
