/** A server on this machine for tests of downloads: each path answers as its handler says, and hits are counted. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  /** Without a slash at its end. */
  url: string;
  /** Requests so far. */
  hits: string[];
  close(): Promise<void>;
}

export async function serveFiles(answers: Record<string, Uint8Array | RequestListener>): Promise<FileServer> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (typeof answer === 'function') return answer(request, response);
    if (answer === undefined) return response.writeHead(404).end();
    response.setHeader('content-length', answer.length);
    return response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
