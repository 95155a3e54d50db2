import type { NamedBytes } from '@miniseg/formats';
import type { ImageSource } from './image-source.js';

/** Opening a file is mostly waiting. */
const AT_ONCE = 8;

/** What is read of all files, the bytes for example, in their order, and why others could not be read. */
export async function settleSources<Source extends ImageSource, Result>(
  sources: readonly Source[],
  read: (source: Source) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  for (let first = 0; first < sources.length; first += AT_ONCE) {
    results.push(...(await Promise.allSettled(sources.slice(first, first + AT_ONCE).map(read))));
  }
  return results;
}

/** Rejects with whatever kept the first of them from being read. */
export async function readSources(sources: readonly ImageSource[]): Promise<NamedBytes[]> {
  const read = await settleSources(sources, (source) => source.bytes());
  return read.map((result, index) => {
    if (result.status === 'rejected') throw result.reason;
    return { name: sources[index].name, bytes: result.value };
  });
}
