/** A DICOM file that has an identity, and what else a test gives it. */

const CT = '1.2.840.10008.5.1.4.1.1.2';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** Meta information alone, and bytes that nobody reads. */
export function tinyDicom(uid: string, rest: Uint8Array = new Uint8Array(0)): Uint8Array {
  const meta = Buffer.concat([
    // A length of four bytes, as the version of the meta information has.
    Buffer.from([2, 0, 1, 0, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 1]),
    element(0x00020002, 'UI', CT),
    element(0x00020003, 'UI', uid),
    element(0x00020010, 'UI', EXPLICIT_LITTLE_ENDIAN),
  ]);
  const group = Buffer.from([2, 0, 0, 0, 0x55, 0x4c, 4, 0, meta.length, 0, 0, 0]);
  return Uint8Array.from(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), group, meta, rest]));
}

/** One that an archive takes. */
export function storableDicom(study: string, series: string, instance: number): Uint8Array {
  const uid = `${series}.${instance}`;
  const rest = Buffer.concat([
    element(0x00080016, 'UI', CT),
    element(0x00080018, 'UI', uid),
    element(0x00080020, 'DA', '20200315'),
    element(0x00080060, 'CS', 'CT'),
    element(0x0008103e, 'LO', 'Thorax'),
    element(0x00100010, 'PN', 'Phantom^One'),
    element(0x00100020, 'LO', 'phantom'),
    element(0x0020000d, 'UI', study),
    element(0x0020000e, 'UI', series),
    element(0x00200013, 'IS', String(instance)),
  ]);
  return tinyDicom(uid, rest);
}

function element(tag: number, vr: string, value: string): Buffer {
  const text = value.length % 2 ? value + (vr === 'UI' ? '\0' : ' ') : value;
  const head = Buffer.alloc(8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(vr, 4);
  head.writeUInt16LE(text.length, 6);
  return Buffer.concat([head, Buffer.from(text)]);
}
