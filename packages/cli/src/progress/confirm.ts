/** A question that is answered by yes or no at a terminal. */
import { createInterface } from 'node:readline/promises';

/** False where nobody sits at a terminal to be asked, and for every answer but y or yes. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } catch {
    // Ctrl-C and Ctrl-D are no consent.
    return false;
  } finally {
    terminal.close();
  }
}
