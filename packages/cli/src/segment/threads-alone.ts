/** How many threads work on a slice that is the only one. */
import { announcedSize } from '@miniseg/formats';
import type { ScanInput } from '@miniseg/scan';

/** To start a second thread takes longer than it saves on a slice of so few pixels. */
const SMALL = 2 ** 19;
/** Enough to tell the size of a PNG. */
const BEGINNING = 64;

/** @param size Side at which the network sees the slice; undefined for its own. */
export async function threadsAlone(
  { kind, files: [file] }: Pick<ScanInput, 'kind' | 'files'>,
  size: number | undefined,
): Promise<number | 'auto'> {
  if (size !== undefined) return size * size < SMALL ? 1 : 'auto';
  if (kind !== 'picture') return 'auto';
  // What cannot be read is told when it is its turn.
  const { shape } = announcedSize(await file.beginning(BEGINNING).catch(() => new Uint8Array())) ?? {};
  return shape !== undefined && shape[1] * shape[2] < SMALL ? 1 : 'auto';
}
