/** Whether a file holds a volume, by its first bytes: nothing is decompressed to tell. */
import { readPlainFile } from '@miniseg/checkpoints/node';
import { announcedSize, recognize } from '@miniseg/formats';
import { readable } from '../files/readable.js';

/** Enough for the header of every format, compressed too. */
const HEAD = 2 ** 16;

/** A file whose header does not say how many slices it has, such as .npz, is read whole for it. @throws {CliError} */
export async function isVolume(file: string): Promise<boolean> {
  const head = await readable(`'${file}'`, readPlainFile(file, { first: HEAD }));
  const format = recognize(head);
  if (format === undefined || format === 'png' || format === 'jpeg') return false;
  const shape =
    announcedSize(head)?.shape ?? announcedSize(await readable(`'${file}'`, readPlainFile(file)))?.shape;
  return shape?.every((side) => side > 1) ?? false;
}
