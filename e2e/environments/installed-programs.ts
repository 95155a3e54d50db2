/** The programs of this folder in a project that has all packages, and a browser, for the tests of one `describe`. */
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { type NpmProject, npmProject } from '../support/npm-project.js';
import { PROGRAMS, SCAN } from './environments.js';

export interface Installed {
  /** There once the tests run. */
  project: NpmProject;
  /** Absent where none is found. */
  browser?: Browser;
  /** Why nothing could be installed. */
  missing?: string;
}

/** To be called in a `describe`: it is filled before the first test and removed after the last. */
export function installedPrograms(): Installed {
  const installed = {} as Installed;
  beforeAll(async () => {
    installed.browser = await launchBrowser();
    installed.project = await npmProject();
    installed.missing = installed.project.unreachable;
    if (installed.missing) return;
    await cp(PROGRAMS, installed.project.path, { recursive: true });
    await writeFile(path.join(installed.project.path, 'scan.txt'), SCAN.base64);
  }, 600_000);
  afterAll(async () => {
    await installed.browser?.close();
    await installed.project?.remove();
  });
  return installed;
}
