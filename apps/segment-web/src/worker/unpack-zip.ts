/** The files of a zip archive. They are handed back as files, which browsers keep out of the page's memory. */
import { FormatError } from '@miniseg/formats';
import { type UnzipFileInfo, unzipSync } from 'fflate';

/** Bytes that an archive may unpack to: a directory that promises more is refused before memory is taken. */
const MOST_BYTES = 2 ** 31;

/** @returns Undefined for an archive of arrays (.npz), which is a volume by itself. */
export async function unpackZip(archive: File): Promise<File[] | undefined> {
  const bytes = new Uint8Array(await archive.arrayBuffer());
  const listed: UnzipFileInfo[] = [];
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        listed.push(entry);
        return false;
      },
    });
    if (listed.length > 0 && listed.every(({ name }) => name.endsWith('.npy'))) return undefined;
    const total = listed.reduce((sum, { originalSize }) => sum + originalSize, 0);
    if (total > MOST_BYTES) {
      throw new FormatError(
        'too-large',
        `The archive would unpack to ${(total / 1e9).toFixed(1)} GB; unpack it on the disk, and open the folder.`,
      );
    }
    const contents = unzipSync(bytes, { filter: ({ name }) => isFile(name) });
    return Object.entries(contents).map(([name, content]) => new File([new Uint8Array(content)], name));
  } catch (cause) {
    if (FormatError.isInstance(cause)) throw cause;
    throw new FormatError(
      'corrupt',
      `The zip archive is damaged or encrypted (${(cause as Error).message}). Unpack it on the disk, and open the folder.`,
      { cause },
    );
  }
}

/** Neither a folder nor what systems leave in archives. */
const isFile = (name: string) => !name.endsWith('/') && !/(^|\/)(__MACOSX\/|\.)/.test(name);
