/** `--metrics-port` of a worker: on this machine alone, and nothing but figures. */
import { createServer } from 'node:http';
import { CliError } from '../errors.js';
import { closeServer, listen } from '../http/listen.js';
import type { Queue } from '../queue/queue.js';
import { isLoopbackHost } from './http/loopback.js';
import { METRICS_TYPE, metricsText } from './metrics.js';
import type { WorkerCounts } from './worker-counts.js';

/** @throws {CliError} `invalid-argument` where the port is taken */
export async function serveMetrics(
  port: number,
  queue: Queue,
  counts: WorkerCounts,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async ({ headers, method, url }, response) => {
    if (!isLoopbackHost(headers.host)) return response.writeHead(403).end();
    if (method !== 'GET' || url !== '/metrics') return response.writeHead(404).end();
    try {
      const text = await metricsText(queue, counts);
      response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text);
    } catch {
      response.writeHead(503).end();
    }
  });
  server.unref();
  const taken = await listen(server, port).catch((cause: Error) => {
    throw new CliError(
      'invalid-argument',
      `Metrics cannot be served at port ${port}: ${cause.message}. Give another with --metrics-port, or none.`,
      { cause },
    );
  });
  return { url: `http://127.0.0.1:${taken}/metrics`, close: () => closeServer(server) };
}
