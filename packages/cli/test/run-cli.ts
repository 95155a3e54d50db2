/** The command line in this process, with what it wrote. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, vi } from 'vitest';
import { main } from '../src/index.js';

// Nothing of a test is kept for the user, and nothing of an earlier one is taken.
if (!process.env.XDG_CACHE_HOME) {
  const cache = mkdtempSync(path.join(tmpdir(), 'miniseg-cache-'));
  process.env.XDG_CACHE_HOME = cache;
  afterAll(() => rmSync(cache, { recursive: true, force: true }));
}

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

export async function runCli(...commandLine: string[]): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await main(commandLine), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
