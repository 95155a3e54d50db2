import type { DicomElement } from './dicom-elements.js';

/** A coded concept, for example `['52988006', 'SCT', 'Lesion']`. */
export type CodedConcept = [value: string, scheme: string, meaning: string];

/** One label of a segmentation. */
export interface Segment {
  /** The value in the label map, 1 to 65535. */
  label: number;
  /** What viewers show: 1 to 64 ASCII characters. */
  name: string;
  /** Kind of thing; default 'Morphologically Abnormal Structure' (SNOMED CT). */
  category?: CodedConcept;
  /** The thing itself; default 'Lesion' (SNOMED CT). */
  type?: CodedConcept;
  /** How it was made; default 'AUTOMATIC'. */
  algorithm?: 'AUTOMATIC' | 'SEMIAUTOMATIC' | 'MANUAL';
}

const DEFAULT_CATEGORY: CodedConcept = ['49755003', 'SCT', 'Morphologically Abnormal Structure'];
const DEFAULT_TYPE: CodedConcept = ['52988006', 'SCT', 'Lesion'];

/** The item of a code sequence. */
export function codeItem([value, scheme, meaning]: CodedConcept): DicomElement[] {
  return [
    [0x00080100, 'SH', value],
    [0x00080102, 'SH', scheme],
    [0x00080104, 'LO', meaning],
  ];
}

/** The item of the Segment Sequence (PS3.3, C.8.20.4). */
export function segmentItem(segment: Segment, number: number, algorithmName: string): DicomElement[] {
  const algorithm = segment.algorithm ?? 'AUTOMATIC';
  const item: DicomElement[] = [
    [0x00620003, 'SQ', [codeItem(segment.category ?? DEFAULT_CATEGORY)]],
    [0x00620004, 'US', number],
    [0x00620005, 'LO', segment.name],
    [0x00620008, 'CS', algorithm],
    [0x0062000f, 'SQ', [codeItem(segment.type ?? DEFAULT_TYPE)]],
  ];
  if (algorithm !== 'MANUAL') item.push([0x00620009, 'LO', algorithmName]);
  return item;
}
