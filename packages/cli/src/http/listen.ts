/** Servers of this process: from the port to the end. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** @param port 0 takes any that is free. @returns the port. Rejects where it cannot listen there. */
export async function listen(server: Server, port: number, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Nothing new is taken, and what was asked is answered. Answers have to say that the connection ends. */
export function closeGently(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

/** Answers that are not ended are cut off. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
