/**
 * Links between documents of the project lead from file to file. On the site they lead from page to page; a link to a
 * source leads to a page that shows it.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/shared-folder.mjs';

/** A fenced block, a link or picture, or code within a line: whichever begins first. */
const PARTS =
  /^ {0,3}(```+|~~~+)[\s\S]*?^ {0,3}\1 *$|(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)|`[^`\n]+`/gm;
const PICTURE = /\.(png|gif|svg|jpe?g|webp)$/;

/** The page that Vite builds from `apps/segment-web` is a part of the site. */
export const DEMO = { source: 'apps/segment-web/index.html', url: '/demo/index.html' };

/**
 * The text of a document with its links as the site needs them.
 *
 * @param text Markdown.
 * @param file Its path from the project's root.
 * @param pages Of `documentPages`.
 * @param wanted Takes what the site has to have besides: `wanted.sources` (files and folders to show) and
 * `wanted.pictures`, sets of paths from the root.
 * @throws {Error} that names a link to nothing
 */
export function siteLinks(text, file, pages, wanted) {
  return text.replaceAll(PARTS, (whole, _fence, picture, title, target) =>
    target === undefined ? whole : linkOf(whole, picture, title, target),
  );

  function linkOf(whole, picture, title, target) {
    if (/^([a-z]+:|#)/.test(target)) return whole;
    const [place, hash] = target.split('#');
    const found = path.posix.normalize(path.posix.join(path.posix.dirname(file), place)).replace(/\/$/, '');
    if (found.startsWith('..') || !existsSync(path.join(projectRoot, found))) {
      throw new Error(`${file}: the link to '${target}' leads to nothing.`);
    }
    const suffix = hash ? `#${hash}` : '';
    if (picture || PICTURE.test(found)) {
      wanted.pictures.add(found);
      return `${picture}[${title}](/pictures/${found})`;
    }
    if (found === DEMO.source) return `[${title}](${DEMO.url}){target="_self"}`;
    const page = pageOf(found);
    // A source has no places to point to.
    return `[${title}](${page}${page.startsWith('/source/') ? '' : suffix})`;
  }

  function pageOf(found) {
    if (found === 'docs') return '/index.md';
    const readme = statSync(path.join(projectRoot, found)).isDirectory() ? `${found}/README.md` : found;
    const page = pages.get(readme);
    if (page !== undefined) return `/${page}`;
    wanted.sources.add(found);
    return sourcePage(found);
  }
}

export const sourcePage = (found) => `/source/${found}.md`;
