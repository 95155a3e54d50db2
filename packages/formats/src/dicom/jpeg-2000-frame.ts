import { FormatError } from '../errors.js';

/**
 * Size and components of a JPEG 2000 codestream (ITU T.800, annex A.5.1: the SIZ segment), raw or inside a JP2
 * file, to be compared with what the DICOM header says before a decoder allocates anything.
 *
 * @throws {FormatError} `corrupt` where there is no such segment
 */
export function readJpeg2000Frame(bytes: Uint8Array): { width: number; height: number; components: number } {
  const start = findCodestream(bytes);
  if (start < 0 || start + 42 > bytes.length) {
    throw new FormatError('corrupt', 'The JPEG 2000 image has no codestream header (ff 4f ff 51).');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  return {
    width: view.getUint32(8) - view.getUint32(16),
    height: view.getUint32(12) - view.getUint32(20),
    components: view.getUint16(40),
  };
}

function findCodestream(bytes: Uint8Array): number {
  // Boxes before the codestream are short.
  const last = Math.min(bytes.length - 4, 64 * 1024);
  for (let at = 0; at <= last; at++) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51)
      return at;
  }
  return -1;
}
