/** The site from the documents of the project; see build.mjs. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { deadLinks } from './check-links.mjs';
import { SITE } from './site-folder.mjs';
import { stage } from './stage.mjs';

/** @throws {Error} that lists the links that lead to nothing */
export async function buildSite(options) {
  await stage(options);
  rmSync(SITE, { recursive: true, force: true });
  await build(fileURLToPath(new URL('..', import.meta.url)));
  const dead = deadLinks(SITE, process.env.DOCS_BASE ?? '/');
  if (dead.length > 0)
    throw new Error(`${dead.length} links lead to nothing:\n${dead.slice(0, 40).join('\n')}`);
}
