/** The command line in this process, with what it wrote. */
import { vi } from 'vitest';
import { main } from '../src/index.js';

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
