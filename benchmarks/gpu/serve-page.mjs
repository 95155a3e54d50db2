/** The page of the cases on a port of this machine: WebGPU is for secure pages alone, as those of localhost are. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const PAGE = '<!doctype html><meta charset="utf-8"><script src="page.js"></script>';

/** @param folder with page.js; @returns { url, close } */
export async function servePage(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    try {
      const body = pathname === '/' ? PAGE : readFileSync(path.join(folder, path.normalize(pathname)));
      const type =
        pathname === '/' ? 'text/html' : (TYPES[path.extname(pathname)] ?? 'application/octet-stream');
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return { url: `http://localhost:${server.address().port}/`, close: () => server.close() };
}
