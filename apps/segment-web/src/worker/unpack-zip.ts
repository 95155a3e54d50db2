/** The files of a zip archive. They are handed back as files, which browsers keep out of the page's memory. */
import { FormatError } from '@miniseg/formats';
import { type UnzipFileInfo, unzipSync } from 'fflate';
import { inMiB, pageMemory } from './page-memory.js';

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
    // As they come out of it, and as the browser's files. A directory that promises more is refused before memory is taken.
    const [needed, allowed] = [bytes.length + 2 * total, pageMemory(bytes.length)];
    if (needed > allowed) {
      throw new FormatError(
        'too-large',
        `The archive would unpack to ${inMiB(total)}, which take ${inMiB(needed)} of memory, more than the ${inMiB(allowed)} that the page allows for it. Unpack it on the disk, and open the folder.`,
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
