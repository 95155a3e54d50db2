/** The commands that the README shows, and a folder to run them in. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** What follows `miniseg` in the shell blocks of a section, each line; with `block` of one of them alone, from 0. */
export async function readmeCommands(section: string, block?: number): Promise<string[]> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const text = new RegExp(`^## ${section}\\n([\\s\\S]*?)(?=^## )`, 'm').exec(readme)?.[1] ?? '';
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, content]) => content);
  const chosen = block === undefined ? blocks : blocks.slice(block, block + 1);
  return chosen.flatMap((content) => [...content.matchAll(/^miniseg (.*)$/gm)].map(([, line]) => line));
}

/** Runs the tests of a file in an empty folder, which is gone afterwards. */
export function inEmptyFolder(): void {
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
}
