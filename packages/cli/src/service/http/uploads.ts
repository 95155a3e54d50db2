/** Files of a request, into a folder named after what is in them: sent twice, they are one study. */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { exists } from '../../files/exists.js';
import { HttpProblem } from './respond.js';

export interface Upload {
  /** Of names and contents. */
  hash: string;
  /** Folder or file to segment. */
  path: string;
}

export interface UploadLimits {
  /** Of all files of a request. */
  bytes: number;
  files: number;
}

const UPLOAD = '.upload-';
const STUDY = 'study';

interface Received {
  name: string;
  sha256: string;
}

/**
 * Refuses with HttpProblem: 413 for more than the limits, 400 for a body that holds no file, 415 for another kind of body.
 *
 * @param folder Of all inputs.
 */
export async function receiveStudy(
  request: IncomingMessage,
  folder: string,
  limits: UploadLimits,
  name: string,
): Promise<Upload> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.bytes) throw tooLarge(limits);
  const partial = path.join(folder, `${UPLOAD}${randomBytes(8).toString('hex')}`);
  const study = path.join(partial, STUDY);
  await mkdir(study, { recursive: true });
  try {
    const received = await receive(request, study, limits, name);
    if (received.length === 0) throw new HttpProblem(400, 'There is no file in the request.');
    const hash = hashOf(received);
    const kept = path.join(folder, hash);
    // The first who sends it has put it there.
    await rename(partial, kept).catch(async (error) => {
      if (!(await exists(path.join(kept, STUDY)))) throw error;
    });
    const single = received.length === 1 ? [received[0].name] : [];
    return { hash, path: path.join(kept, STUDY, ...single) };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

export const isUploadLeftover = (name: string): boolean => name.startsWith(UPLOAD);

async function receive(
  request: IncomingMessage,
  folder: string,
  limits: UploadLimits,
  name: string,
): Promise<Received[]> {
  const type = String(request.headers['content-type'] ?? '').toLowerCase();
  const budget = { left: limits.bytes };
  if (/^application\/(octet-stream|dicom|gzip|x-gzip)\b/.test(type)) {
    return [await keep(request, folder, safeName(name, 0), budget, limits)];
  }
  if (!type.startsWith('multipart/form-data')) {
    throw new HttpProblem(
      415,
      'Send files as multipart/form-data, one file as application/octet-stream or application/dicom, or JSON.',
    );
  }
  return receiveForm(request, folder, budget, limits);
}

async function receiveForm(
  request: IncomingMessage,
  folder: string,
  budget: { left: number },
  limits: UploadLimits,
): Promise<Received[]> {
  const form = openForm(request, limits);
  const kept: Promise<Received>[] = [];
  const used = new Set<string>();
  let failed: unknown;
  form.on('file', (_field, stream, { filename }) => {
    let name = safeName(filename ?? '', kept.length);
    // Slices of several folders may have the same names.
    if (used.has(name)) name = `${kept.length}-${name}`;
    used.add(name);
    const one = keep(stream, folder, name, budget, limits);
    one.catch((error) => {
      failed ??= error;
      request.unpipe(form);
      form.destroy(error);
    });
    kept.push(one);
  });
  form.on('filesLimit', () => form.destroy(new HttpProblem(413, `More than ${limits.files} files.`)));
  try {
    await pipeline(request, form);
  } catch (error) {
    throw (
      failed ??
      (error instanceof HttpProblem
        ? error
        : new HttpProblem(400, `The form cannot be read: ${(error as Error).message}.`))
    );
  } finally {
    await Promise.allSettled(kept);
  }
  return Promise.all(kept);
}

function openForm(request: IncomingMessage, limits: UploadLimits): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      limits: { files: limits.files, fields: 0, fileSize: limits.bytes + 1 },
    });
  } catch (error) {
    throw new HttpProblem(400, `The form cannot be read: ${(error as Error).message}.`);
  }
}

async function keep(
  stream: Readable,
  folder: string,
  name: string,
  budget: { left: number },
  limits: UploadLimits,
): Promise<Received> {
  const hash = createHash('sha256');
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      budget.left -= chunk.length;
      if (budget.left < 0) return done(tooLarge(limits));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(stream, counted, createWriteStream(path.join(folder, name), { flags: 'wx', flush: true }));
  return { name, sha256: hash.digest('hex') };
}

/** Of a file that somebody else named: no folder, nothing hidden, nothing that a shell or a page would act on. */
export function safeName(name: string, index: number): string {
  const base = name.split(/[\\/]/).at(-1) ?? '';
  const plain = base
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(-100);
  return plain === '' ? `file${index}` : plain;
}

function hashOf(received: readonly Received[]): string {
  const lines = received.map(({ name, sha256 }) => `${sha256} ${name}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

const tooLarge = ({ bytes }: UploadLimits) =>
  new HttpProblem(413, `More than ${bytes} bytes. A larger --max-body of the service takes more.`);
