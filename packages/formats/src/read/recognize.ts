import { asciiAt } from '../bytes/text.js';
import { isDicom } from '../dicom/parse-dicom.js';
import { niftiVersion } from '../nifti/nifti-header.js';
import { niftiHead } from '../nifti/read-nifti.js';
import { isNpy } from '../npy/read-npy.js';
import { PNG_SIGNATURE } from '../png/png-chunks.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import { isZip } from '../zip/read-zip.js';

/** Formats that are told apart by their first bytes. */
export type FileFormat = 'png' | 'jpeg' | 'nifti' | 'dicom' | 'npy' | 'npz' | 'safetensors';

/**
 * The format of a file by its content; names and suffixes are not looked at. Undefined for anything else.
 *
 * 'nifti' covers .nii, .nii.gz and the .hdr of a pair (its .img has no signature), 'npz' any zip archive.
 *
 * @throws {FormatError} `invalid-argument` for what holds no bytes
 * @example
 * recognize(bytes); // 'dicom'
 */
export function recognize(file: FileBytes): FileFormat | undefined {
  const bytes = toBytes('recognize', file);
  if (PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)) return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (isNpy(bytes)) return 'npy';
  if (isZip(bytes)) return 'npz';
  if (isNifti(bytes)) return 'nifti';
  if (isSafetensors(bytes)) return 'safetensors';
  return isDicom(bytes) ? 'dicom' : undefined;
}

function isNifti(bytes: Uint8Array): boolean {
  return niftiVersion(niftiHead(bytes)) !== undefined;
}

/** Eight bytes of header length, and a JSON object of that length. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || asciiAt(bytes, 8, 1) !== '{') return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  return length >= 2n && length <= 100_000_000n;
}
