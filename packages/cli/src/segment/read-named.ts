/** The bytes of many files. */

import { mapInOrder } from '@miniseg/engine';
import type { NamedBytes } from '@miniseg/formats';
import { readBytes } from '@miniseg/formats/node';

/** Opening a file is mostly waiting. */
const AT_ONCE = 8;

/** @throws DataError `io` of the first file that cannot be read. */
export async function readNamed(files: readonly string[]): Promise<NamedBytes[]> {
  const read = async (name: string) => ({ name, bytes: await readBytes(name) });
  const named: NamedBytes[] = [];
  for await (const result of mapInOrder(files, read, { ahead: AT_ONCE })) {
    if (result.status === 'rejected') throw result.reason;
    named.push(result.value);
  }
  return named;
}
