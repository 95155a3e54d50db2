/** `miniseg segment` on the same files: what the page's masks are held against. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { MemoryFile } from './app.js';

const program = fileURLToPath(new URL('../../packages/cli/bin/miniseg.js', import.meta.url));

/**
 * @param input A path, or the files of one folder.
 * @returns One file of the results.
 */
export async function segmentByCommand(
  input: string | MemoryFile[],
  result: string,
  options: string[],
): Promise<Uint8Array> {
  const folder = await temporaryFolder();
  try {
    const out = path.join(folder.path, 'out');
    await run(
      process.execPath,
      [program, 'segment', await placed(input, folder.path), '--out', out, '--no-overlay', ...options],
      folder.path,
    );
    return new Uint8Array(await readFile(path.join(out, result)));
  } finally {
    await folder.remove();
  }
}

async function placed(input: string | MemoryFile[], folder: string): Promise<string> {
  if (typeof input === 'string') return input;
  const place = path.join(folder, 'in');
  await mkdir(place);
  for (const { name, buffer } of input) await writeFile(path.join(place, name), buffer);
  return place;
}
