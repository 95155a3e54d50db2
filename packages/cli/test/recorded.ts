/** The addresses that a process under test connects to, with all that it starts. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const HOOK = pathToFileURL(path.join(import.meta.dirname, 'record-connections.mjs')).href;

/** @returns Its environment. */
export async function recordedIn(file: string): Promise<Record<string, string>> {
  await writeFile(file, '');
  return { NODE_OPTIONS: `--import ${HOOK}`, MINISEG_CONNECTIONS: file };
}

/** Each once. */
export async function connectionsIn(file: string): Promise<string[]> {
  return [...new Set((await readFile(file, 'utf8')).split('\n').filter(Boolean))].sort();
}
