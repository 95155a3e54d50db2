/** Files below the shared folder (real data, golden values), in Node and in the browser alike. */
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    sharedAvailable: boolean;
  }
}

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** False where neither `../shared` nor MINISEG_SHARED exists: tests that need it are then skipped. */
export const sharedAvailable: boolean = inject('sharedAvailable');

/** What a skipped suite says in its title. */
export const SHARED_HINT = 'needs the shared folder beside the project, or MINISEG_SHARED';

/** Reads one file, for example `readShared('golden/bilinear.safetensors')`. */
export async function readShared(file: string): Promise<Uint8Array> {
  if (inNode) {
    const { readFile } = await import('node:fs/promises');
    return new Uint8Array(await readFile(`${process.env.MINISEG_SHARED}/${file}`));
  }
  const { commands } = await import('vitest/browser');
  const read = (commands as unknown as Record<string, (file: string) => Promise<string>>).readShared;
  const text = atob(await read(file));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
