/** Whether the engine uses vectors of 256 bits: as it is told, or where they were found to be faster on this machine. */
import os from 'node:os';
import { enableWideVectors } from '@miniseg/engine/node';
import { weightsFolder } from '@miniseg/model/files';
import { CliError } from '../errors.js';
import { json } from '../files/json.js';
import { FINGERPRINT } from '../generated/fingerprint.js';

export const WIDE = ['auto', 'on', 'off'] as const;
export type WideOption = (typeof WIDE)[number];

/** What was measured before, and where. */
interface Note {
  machine: string;
  pays: boolean;
}

/** In the cache of the user, beside weights and programs. */
const NOTE = 'wide.json';

/**
 * @param much Whether there is so much to segment that it is worth to compile kernels by V8's slow compiler.
 * @returns What the engine takes as `wide`.
 * @throws {CliError} `invalid-argument` where they are asked for and cannot be had
 */
export async function chooseWide(asked: WideOption = 'auto', much: boolean): Promise<boolean> {
  if (asked === 'on') {
    const { available } = await enableWideVectors({ pays: true });
    if (available) return true;
    throw new CliError(
      'invalid-argument',
      `--wide on: vectors of 256 bits need Node 24 or later on x64, and this is Node ${process.versions.node} on ${process.arch}. ` +
        'Use such a Node, or leave the option out.',
    );
  }
  if (asked === 'off' || !much) return false;
  const machine = [process.version, process.arch, os.cpus()[0]?.model, FINGERPRINT].join(' ');
  const before = await measuredBefore(machine);
  const { available, pays } = await enableWideVectors({ pays: before });
  if (available && before === undefined) await remember({ machine, pays });
  return pays;
}

async function measuredBefore(machine: string): Promise<boolean | undefined> {
  try {
    const bytes = await weightsFolder().read(NOTE);
    const note = bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Partial<Note>);
    return note?.machine === machine && typeof note.pays === 'boolean' ? note.pays : undefined;
  } catch {
    // Damaged, or a cache that cannot be read: it is measured again.
    return undefined;
  }
}

async function remember(note: Note): Promise<void> {
  await weightsFolder()
    .write(NOTE, new TextEncoder().encode(json(note)))
    // The next call measures again.
    .catch(() => {});
}
