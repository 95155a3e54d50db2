import type { ScanInput } from '@miniseg/scan';

/** Bytes of a file that may be at hand before its turn; many are, as pictures are done side by side. */
const SMALL = 2 ** 22;

/** A picture that is looked into for its size, and again for its pixels, with one reading of its file. */
export function readOnce(input: ScanInput): ScanInput {
  const files = input.files.map((file): ScanInput['files'][number] => {
    if (file.size > SMALL) return file;
    let whole: Promise<Uint8Array> | undefined;
    const bytes = () => {
      whole ??= file.bytes();
      return whole;
    };
    return { ...file, bytes, beginning: async (first) => (await bytes()).subarray(0, first) };
  });
  return { ...input, files };
}
