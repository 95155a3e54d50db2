import type { NamedBytes } from '@miniseg/formats';
import type { ImageSource } from './image-source.js';

/** Opening a file is mostly waiting. */
const AT_ONCE = 8;

/** The bytes of all files, in their order, and why others could not be read. */
export async function settleSources(
  sources: readonly ImageSource[],
): Promise<PromiseSettledResult<Uint8Array>[]> {
  const read: PromiseSettledResult<Uint8Array>[] = [];
  for (let first = 0; first < sources.length; first += AT_ONCE) {
    const some = sources.slice(first, first + AT_ONCE);
    read.push(...(await Promise.allSettled(some.map((source) => source.bytes()))));
  }
  return read;
}

/** Rejects with whatever kept the first of them from being read. */
export async function readSources(sources: readonly ImageSource[]): Promise<NamedBytes[]> {
  const read = await settleSources(sources);
  return read.map((result, index) => {
    if (result.status === 'rejected') throw result.reason;
    return { name: sources[index].name, bytes: result.value };
  });
}
