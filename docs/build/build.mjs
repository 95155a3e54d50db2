/**
 * Builds the site into docs/.vitepress/dist, without a network: `npm run docs`. Any static host can serve that folder;
 * `DOCS_BASE=/miniseg/` is for one that serves it in a subfolder. A dead link fails the build. `--quick` keeps the API
 * pages and the demo of the build before.
 */
import path from 'node:path';
import { setup } from '../../scripts/setup.mjs';
import { SITE } from './site-folder.mjs';

try {
  setup();
  // Not above: what it imports is there once the set-up is done.
  const { buildSite } = await import('./build-site.mjs');
  await buildSite({ quick: process.argv.includes('--quick') });
  console.log(`The site is in ${path.relative(process.cwd(), SITE)}.`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
