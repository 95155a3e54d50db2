/** Where the site is built, and whether it is. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/shared-folder.mjs';

export const SITE = path.join(projectRoot, 'docs', '.vitepress', 'dist');

/** @throws {Error} that says how the site is built, where it is not */
export function builtSite() {
  if (existsSync(path.join(SITE, 'index.html'))) return SITE;
  throw new Error('The site is not built. Run: npm run docs');
}
