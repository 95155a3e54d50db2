/**
 * Everything that must hold: types, style, packages, and the tests on cpu and wasm in Node and on webgl in Chromium.
 * Arguments go to vitest (`npm test -- packages/ops`); then only the tests run. The last line is the sum.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pnpm, run, setup } from './setup.mjs';
import { projectRoot, sharedFolder } from './shared-folder.mjs';

const chosen = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };

setup();
const hasBrowser = await ensureBrowser();
if (!sharedFolder())
  console.log('No shared folder beside the project (see MINISEG_SHARED): its tests are skipped.');
if (chosen.length === 0) {
  // Not above: it imports TypeScript, which is there once the set-up is done.
  const { typeCheck } = await import('./type-check.mjs');
  check('types', typeCheck);
  check('style', () => pnpm('exec', 'biome', 'check', '--diagnostic-level=error', '.'));
  check('unused code', () => pnpm('exec', 'knip', '--no-progress', '--no-config-hints'));
  check('site', () => run(process.execPath, ['docs/build/build.mjs']));
  check('packages', () => run(process.execPath, ['scripts/check-packages.mjs']));
}
runVitest();
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 ? 1 : 0;

function check(name, work) {
  console.log(`\n== ${name}`);
  try {
    work();
    sum.passed++;
  } catch (error) {
    console.error(error.message);
    sum.failed++;
  }
}

/** Chromium for the webgl tests: installed, or Playwright's, or Debian's package where root may install it. */
async function ensureBrowser() {
  const { findBrowser } = await import('./find-browser.mjs');
  if (await findBrowser()) return true;
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  if (isRoot && apt('--version').status === 0) {
    console.log('No Chromium found: installing the package chromium.');
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
    if (await findBrowser()) return true;
  }
  console.log('No Chromium or Chrome found: the webgl tests are skipped. Install one, or set CHROME_PATH.');
  return false;
}

function runVitest() {
  const output = path.join(projectRoot, 'node_modules', '.cache', 'miniseg', 'vitest.json');
  mkdirSync(path.dirname(output), { recursive: true });
  rmSync(output, { force: true });
  const projects = hasBrowser ? ['--project=node', '--project=browser'] : ['--project=node'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
  let ended = true;
  try {
    pnpm('exec', 'vitest', 'run', ...projects, ...reporters, ...chosen);
  } catch {
    ended = false;
  }
  if (!existsSync(output)) {
    sum.failed++;
    return;
  }
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(output, 'utf8'));
  sum.passed += numPassedTests;
  sum.skipped += numPendingTests;
  // A suite that could not even be loaded has no failed test.
  sum.failed += ended ? numFailedTests : Math.max(1, numFailedTests);
}
