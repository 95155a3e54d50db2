import type { NamedBytes } from '@miniseg/formats';
import { type DicomSeries, FormatError, groupDicomSeries, readDicom } from '@miniseg/formats';
import { baseName } from './image-name.js';
import type { FileReason, ImageSource } from './image-source.js';
import { settleSources } from './read-sources.js';

/** A DICOM series and its files, none of which is held in memory. */
export interface SortedSeries<Source> extends Pick<DicomSeries, 'shape' | 'description'> {
  kind: 'dicom';
  /** In the order of the slices. */
  files: Source[];
  /** What is odd about it, in sentences; see `issues` of {@link groupDicomSeries}. */
  notes: string[];
}

interface SortedDicom<Source> {
  series: SortedSeries<Source>[];
  notTaken: FileReason[];
  failed: FileReason[];
}

/** What holds no image is left alone; what is damaged is a failure, as a slice of a series may be missing now. */
const DAMAGE = ['truncated', 'corrupt', 'too-large'];

export async function sortDicom<Source extends ImageSource>(
  sources: readonly Source[],
): Promise<SortedDicom<Source>> {
  const { named, unreadable } = await readNumbered(sources);
  const { series, ignored } = groupDicomSeries(named);
  const sourceOf = (name: string) => sources[Number(name.slice(1, -1))];
  const realNames = (text: string) => text.replace(/#\d+#/g, (name) => baseName(sourceOf(name).name));
  const found: SortedDicom<Source> = { series: [], notTaken: [], failed: unreadable };
  for (const { name, reason, damaged } of ignored) {
    const list = damaged || (await isDamaged(named, name)) ? found.failed : found.notTaken;
    list.push({ file: baseName(sourceOf(name).name), reason: realNames(reason) });
  }
  for (const { shape, description, files, issues } of series) {
    found.series.push({
      kind: 'dicom',
      shape,
      description,
      files: files.map(({ name }) => sourceOf(name)),
      notes: issues.map(({ message }) => realNames(message)),
    });
  }
  return found;
}

/** By numbers, as files of two folders may have one name. */
async function readNumbered(
  sources: readonly ImageSource[],
): Promise<{ named: NamedBytes[]; unreadable: FileReason[] }> {
  const named: NamedBytes[] = [];
  const unreadable: FileReason[] = [];
  for (const [at, result] of (await settleSources(sources, (source) => source.bytes())).entries()) {
    if (result.status === 'fulfilled') named.push({ name: `#${at}#`, bytes: result.value });
    else unreadable.push({ file: baseName(sources[at].name), reason: (result.reason as Error).message });
  }
  return { named, unreadable };
}

/** Of a file that is no slice, a segmentation object for example, only reading it tells. */
async function isDamaged(named: readonly NamedBytes[], name: string): Promise<boolean> {
  const { bytes } = named.find((other) => other.name === name) as NamedBytes;
  try {
    await readDicom(bytes);
    return false;
  } catch (error) {
    return FormatError.isInstance(error) && DAMAGE.includes(error.code);
  }
}
