/** `miniseg segment` on the same files: what the page's masks are held against. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('../../packages/cli/bin/miniseg.js', import.meta.url));

/** @returns One file of the results. */
export async function segmentByCommand(
  input: string,
  result: string,
  options: string[],
): Promise<Uint8Array> {
  const folder = await temporaryFolder();
  try {
    const out = path.join(folder.path, 'out');
    await run(
      process.execPath,
      [program, 'segment', input, '--out', out, '--no-overlay', ...options],
      folder.path,
    );
    return new Uint8Array(await readFile(path.join(out, result)));
  } finally {
    await folder.remove();
  }
}
