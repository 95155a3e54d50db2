/** Files of a job's results. */
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { listFolder } from '@miniseg/checkpoints/node';
import type { Job } from '../../queue/job.js';
import { HARMLESS, HttpProblem } from './respond.js';

export interface ResultFile {
  name: string;
  bytes: number;
}

const FOLDERS = ['', 'overlays'];

/** Refuses with HttpProblem: 409 while there are none, 410 where they were taken away. */
export async function resultFiles(job: Job): Promise<ResultFile[]> {
  const folder = folderOf(job);
  const files: ResultFile[] = [];
  for (const inner of FOLDERS) {
    const found = await listFolder(path.join(folder, inner)).catch(() => []);
    for (const { name, kind } of found) {
      if (kind !== 'file') continue;
      const { size } = await lstat(path.join(folder, inner, name));
      files.push({ name: inner === '' ? name : `${inner}/${name}`, bytes: size });
    }
  }
  if (files.length === 0)
    throw new HttpProblem(410, 'The results are not on this machine, or were taken away.');
  return files;
}

/** Refuses as `resultFiles` does, and with 404 for a file that is none of the results. */
export async function sendResultFile(response: ServerResponse, job: Job, name: string): Promise<void> {
  // Names are looked up and never joined to a path before.
  const file = (await resultFiles(job)).find((each) => each.name === name);
  if (!file) throw new HttpProblem(404, `There is no file '${name}' in the results.`);
  response.writeHead(200, {
    ...HARMLESS,
    'content-type': typeOf(name),
    'content-length': String(file.bytes),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(path.basename(name))}`,
  });
  await pipeline(createReadStream(path.join(folderOf(job), ...name.split('/'))), response);
}

function folderOf({ state, result }: Job): string {
  if (result) return result.folder;
  throw new HttpProblem(409, `There are no results: the job is ${state}.`);
}

const TYPES: readonly (readonly [string, string])[] = [
  ['.json', 'application/json'],
  ['.png', 'image/png'],
  ['.dcm', 'application/dicom'],
  ['.nii.gz', 'application/gzip'],
];

const typeOf = (name: string) => TYPES.find(([end]) => name.endsWith(end))?.[1] ?? 'application/octet-stream';
