import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

let root: string | undefined;
afterAll(() => {
  if (root) rmSync(root, { recursive: true, force: true });
});

/** A new folder, gone when the tests of the file that asks for it have run. */
export function temporaryFolder(): string {
  root ??= mkdtempSync(path.join(os.tmpdir(), 'miniseg-entries-'));
  return mkdtempSync(path.join(root, 'folder-'));
}
