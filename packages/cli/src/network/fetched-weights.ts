/** Weights from an address, kept in the user's cache with a note of what came from where. */
import path from 'node:path';
import { weightsFolder } from '@miniseg/model/files';
import { download } from '@miniseg/model/pretrained';
import { CliError } from '../errors.js';
import { json } from '../files/json.js';
import { sha256 } from '../files/sha256.js';
import { startProgress } from '../progress/progress.js';
import { say } from '../progress/screen.js';
import { whole } from '../text/whole.js';

export interface FetchedWeights {
  file: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Beside the file: a copy that differs from it is damaged. */
interface Note {
  url: string;
  sha256: string;
}

/** The copy of what this address gave before; undefined without one, or where it is damaged. */
export async function keptWeights(address: string): Promise<FetchedWeights | undefined> {
  const { file, key, url, pinned } = placeOf(address);
  const store = weightsFolder();
  const [bytes, note] = [await store.read(`${key}/${file}`), await store.read(`${key}/source.json`)];
  if (!bytes || !note) return undefined;
  const known = readNote(note);
  const hash = sha256(bytes);
  return known?.url === url && known.sha256 === hash && (pinned ?? hash) === hash
    ? { file, bytes }
    : undefined;
}

function readNote(bytes: Uint8Array): Note | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Note;
  } catch {
    // A damaged note is as good as none: the weights are fetched again.
    return undefined;
  }
}

/** @throws {CliError} `input` where it is not the file whose hash the address names; ModelError where nothing came */
export async function fetchedWeights(address: string): Promise<FetchedWeights> {
  const { file, key, url, pinned } = placeOf(address);
  const progress = startProgress(1);
  const bytes = await download(url, {
    onProgress: (done, total) => progress.within(total ? done / total : 0, `${file}: ${whole(done)} bytes`),
  }).finally(() => progress.stop());
  const hash = sha256(bytes);
  if (pinned !== undefined && pinned !== hash) {
    throw new CliError(
      'input',
      `What came from ${url} has the SHA-256 ${hash}, and the address asks for ${pinned}. It was not kept.`,
    );
  }
  const store = weightsFolder();
  await store.write(`${key}/${file}`, bytes);
  await store.write(
    `${key}/source.json`,
    new TextEncoder().encode(json({ url, sha256: hash } satisfies Note)),
  );
  if (pinned === undefined)
    say(`Fetched ${url}, SHA-256 ${hash}; '${url}#sha256=${hash}' takes this file alone.`);
  return { file, bytes };
}

/** Where the file of an address is kept, and the hash that its fragment asks for. */
export function placeOf(address: string): { url: string; file: string; key: string; pinned?: string } {
  if (!URL.canParse(address)) {
    throw new CliError(
      'invalid-argument',
      `'${address}' is no address. Give one such as https://example.org/a.pth.`,
    );
  }
  const whole = new URL(address);
  const pinned = /^#sha256=([0-9a-f]{64})$/.exec(whole.hash.toLowerCase())?.[1];
  if (whole.hash !== '' && pinned === undefined) {
    throw new CliError(
      'invalid-argument',
      `'${whole.hash}' at the end of the address is not understood. It may be #sha256= and 64 hexadecimal digits, or nothing.`,
    );
  }
  whole.hash = '';
  const name = path.posix.basename(decodeURIComponent(whole.pathname)).replace(/[^A-Za-z0-9._-]/g, '_');
  const file = /^[A-Za-z0-9]/.test(name) ? name : `weights${name}`;
  const url = whole.href;
  return { url, file, key: `url-${sha256(new TextEncoder().encode(url)).slice(0, 32)}`, pinned };
}
