/** Every link of the built site leads to a file of it, and every `#place` to an element there. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * @param site The folder of the built site. @param base What its addresses begin with.
 * @returns A line for each link to nothing.
 */
export function deadLinks(site, base = '/') {
  const pages = readdirSync(site, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.html') && !file.startsWith('demo'));
  const places = new Map();
  const placesOf = (file) => {
    if (!places.has(file)) {
      places.set(
        file,
        new Set([...readFileSync(file, 'utf8').matchAll(/\bid="([^"]+)"/g)].map(([, id]) => decode(id))),
      );
    }
    return places.get(file);
  };
  const dead = new Set();
  for (const page of pages) {
    const text = readFileSync(path.join(site, page), 'utf8');
    for (const [, link] of text.matchAll(/<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]+)"/g)) {
      if (/^([a-z]+:|\/\/)/i.test(link)) continue;
      const [address, hash] = decode(link).split('#');
      const file = fileOf(page, address.split('?')[0]);
      if (file === undefined || !existsSync(file) || !statSync(file).isFile()) dead.add(`${page}: ${link}`);
      else if (hash && file.endsWith('.html') && !placesOf(file).has(hash)) dead.add(`${page}: ${link}`);
    }
  }
  return [...dead].sort();

  function fileOf(page, address) {
    if (address === '') return path.join(site, page);
    if (address.startsWith('/') && !address.startsWith(base)) return undefined;
    const place = address.startsWith('/')
      ? path.join(site, address.slice(base.length))
      : path.join(site, path.dirname(page), address);
    return /\/$/.test(address) || address === base ? path.join(place, 'index.html') : place;
  }
}

const decode = (text) => decodeURIComponent(text.replaceAll('&amp;', '&').replaceAll('&quot;', '"'));
