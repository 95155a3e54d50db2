/** Names of workers, which are told apart by machine and process. */
import { randomBytes } from 'node:crypto';

/** The name of a machine, as far as file names have room for it. */
export const plainHost = (host: string): string => host.replace(/[^\w-]/g, '').slice(0, 40);

/** Of this process on a machine: both, and what no other has. */
export const newWorkerId = (host: string): string =>
  `${plainHost(host)}-${process.pid}-${randomBytes(4).toString('hex')}`;

/** @returns undefined for what is no name of a worker */
export function partsOfWorkerId(id: string): { host: string; pid: number } | undefined {
  const [, host, pid] = /^(.*)-([1-9]\d*)-[0-9a-f]{8}$/.exec(id) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid) };
}
