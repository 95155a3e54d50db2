/**
 * Each publishable package as npm would publish it: publint and are-the-types-wrong find no error, and what users
 * bundle stays within the limits of .size-limit.json.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pnpm, run } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';

// One pnpm around all calls, which finds their programs: one for each would start forty times.
if (process.env.npm_config_user_agent?.startsWith('pnpm/')) checkPackages();
else pnpm('exec', 'node', import.meta.filename);

function checkPackages() {
  const failed = [];
  for (const name of readdirSync(path.join(projectRoot, 'packages')).sort()) {
    const folder = path.join(projectRoot, 'packages', name);
    if (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).private) continue;
    try {
      run('publint', ['--strict', '--level', 'warning', '--pack', 'pnpm', folder]);
      // ESM only by design: CommonJS resolution is not a goal.
      run('attw', ['--pack', folder, '--profile', 'esm-only', '--format', 'ascii', '--quiet']);
    } catch (error) {
      failed.push(`${name}: ${error.message}`);
    }
  }
  try {
    run('size-limit', []);
  } catch (error) {
    failed.push(error.message);
  }
  if (failed.length > 0) {
    console.error(failed.join('\n'));
    process.exitCode = 1;
  }
}
