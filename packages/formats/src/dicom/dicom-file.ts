import { concatBytes } from '../bytes/concat.js';
import { FormatError } from '../errors.js';
import { type DicomElement, encodeElements } from './dicom-elements.js';
import { EXPLICIT_LITTLE_ENDIAN } from './transfer-syntax.js';

/** Of this package as a writer of DICOM files. Made once as 2.25.<random UUID>. */
export const IMPLEMENTATION_UID = '2.25.52312494811835630033047624884465188038';

/**
 * A DICOM file: preamble and file meta information (PS3.10, section 7.1), then the elements.
 *
 * @param sopClass What kind of object it is.
 * @param instance Its own identifier.
 */
export function dicomFile(sopClass: string, instance: string, elements: DicomElement[]): Uint8Array {
  const meta = encodeElements([
    [0x00020001, 'OB', Uint8Array.of(0, 1)],
    [0x00020002, 'UI', sopClass],
    [0x00020003, 'UI', instance],
    [0x00020010, 'UI', EXPLICIT_LITTLE_ENDIAN],
    [0x00020012, 'UI', IMPLEMENTATION_UID],
    [0x00020013, 'SH', 'MINISEG'],
  ]);
  const preamble = new Uint8Array(132);
  preamble.set([0x44, 0x49, 0x43, 0x4d], 128);
  const length = encodeElements([[0x00020000, 'UL', meta.length]]);
  return concatBytes([preamble, length, meta, encodeElements(elements)]);
}

/**
 * The source's character set is kept for its patient, so texts of our own keep to what all sets share.
 *
 * @param where Names the object in the message.
 * @throws {FormatError} `invalid-argument`
 */
export function checkDicomTexts(where: string, texts: readonly (string | undefined)[]): void {
  for (const text of texts) {
    if (text === undefined || /^[ -[\]-~]{1,64}$/.test(text)) continue;
    throw new FormatError(
      'invalid-argument',
      `Texts in ${where} have 1 to 64 ASCII characters and no backslash, unlike '${text}'.`,
    );
  }
}

/** Date and time as DICOM has them (DA and TM), in UTC. */
export function dicomDate(moment: Date): { date: string; time: string } {
  const [date, time] = moment.toISOString().replace(/[-:]/g, '').split('T');
  return { date, time: time.slice(0, 6) };
}
