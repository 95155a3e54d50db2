/** A static host: one folder below a subfolder, compressed, with no headers that a free host would not set. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
const SUBFOLDER = '/some/where/';

/** `sent`: path -> bytes on the wire of every file that was asked for. */
export async function serveSite(folder) {
  const sent = new Map();
  const compressed = new Map();
  const read = async (name) => {
    const known = compressed.get(name);
    if (known) return known;
    const content = await promisify(gzip)(await readFile(path.join(folder, name)), { level: 9 });
    compressed.set(name, content);
    return content;
  };
  // As a host does: compressed once, and not while somebody waits.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await read(path.relative(folder, path.join(entry.parentPath, entry.name)));
  }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      if (!pathname.startsWith(SUBFOLDER)) throw new Error('outside of the site');
      const name = pathname.slice(SUBFOLDER.length) || 'index.html';
      const content = await read(name);
      sent.set(name, content.length);
      const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${server.address().port}${SUBFOLDER}`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
