/** Items of a structured report's content tree (PS3.3, C.17.3). */
import type { DicomElement } from './dicom-elements.js';
import { type CodedConcept, codeItem } from './segment.js';

/** How an item belongs to the one above it. */
export type Relation = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD';

/** An item as it stands in a content sequence. */
export type ContentItem = DicomElement[];

function item(relation: Relation, type: string, name: CodedConcept, rest: DicomElement[]): ContentItem {
  return [
    [0x0040a010, 'CS', relation],
    [0x0040a040, 'CS', type],
    [0x0040a043, 'SQ', [codeItem(name)]],
    ...rest,
  ];
}

/** What a container has, itself among others or at the root. */
export function containerElements(items: ContentItem[]): DicomElement[] {
  return [
    [0x0040a050, 'CS', 'SEPARATE'],
    [0x0040a730, 'SQ', items],
  ];
}

export function containerItem(name: CodedConcept, items: ContentItem[]): ContentItem {
  return item('CONTAINS', 'CONTAINER', name, containerElements(items));
}

export function codeContent(relation: Relation, name: CodedConcept, value: CodedConcept): ContentItem {
  return item(relation, 'CODE', name, [[0x0040a168, 'SQ', [codeItem(value)]]]);
}

export function textContent(relation: Relation, name: CodedConcept, value: string): ContentItem {
  return item(relation, 'TEXT', name, [[0x0040a160, 'UT', value]]);
}

export function uidContent(relation: Relation, name: CodedConcept, value: string): ContentItem {
  return item(relation, 'UIDREF', name, [[0x0040a124, 'UI', value]]);
}

export function numberContent(name: CodedConcept, value: number, unit: CodedConcept): ContentItem {
  const measured: DicomElement[] = [
    [0x004008ea, 'SQ', [codeItem(unit)]],
    [0x0040a30a, 'DS', [value]],
  ];
  return item('CONTAINS', 'NUM', name, [[0x0040a300, 'SQ', [measured]]]);
}

/** One segment of a segmentation. */
export function segmentContent(
  name: CodedConcept,
  sopClass: string,
  instance: string,
  segment: number,
): ContentItem {
  const reference: DicomElement[] = [
    [0x00081150, 'UI', sopClass],
    [0x00081155, 'UI', instance],
    [0x0062000b, 'US', segment],
  ];
  return item('CONTAINS', 'IMAGE', name, [[0x00081199, 'SQ', [reference]]]);
}
