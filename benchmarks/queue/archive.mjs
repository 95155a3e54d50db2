/** An archive in memory, of studies that are all the same but for their names: fast, so that its share is the protocol's. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeSeries } from '../series/write-series.mjs';

export async function startArchive(shape) {
  const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-archive-'));
  writeSeries(folder, shape);
  const files = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(path.join(folder, name)));
  rmSync(folder, { recursive: true });
  const stored = { objects: 0, bytes: 0 };
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      let bytes = 0;
      for await (const part of request) bytes += part.length;
      stored.objects++;
      stored.bytes += bytes;
      response.writeHead(200, { 'content-type': 'application/dicom+json' }).end('{}');
      return;
    }
    response.writeHead(200, { 'content-type': 'multipart/related; type="application/dicom"; boundary=part' });
    for (const file of files) {
      response.write('--part\r\ncontent-type: application/dicom\r\n\r\n');
      response.write(file);
      if (!response.write('\r\n')) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end('--part--\r\n');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/dicom-web`,
    /** Of one study. */
    bytes: files.reduce((sum, file) => sum + file.length, 0),
    stored,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
