/** What a handful of files is: pictures, volumes, DICOM series, weights, and the rest; archives are unpacked. */
import {
  baseName,
  type ImageSource,
  imageName,
  type ScanInput,
  type SortedSeries,
  sortImages,
} from '@miniseg/scan';
import { inOneLine } from '../logic/explain.js';
import type { SortedFiles } from '../shared/types.js';
import { unpackZip } from './unpack-zip.js';
import { isWeightsFile } from './weights-file.js';

/** An input with the files that it is read from. */
export interface Input extends ScanInput<FileSource> {
  id: string;
}

export interface Sorted extends Omit<SortedFiles, 'inputs'> {
  inputs: Input[];
}

interface FileSource extends ImageSource {
  file: File;
}

/** @param batch Makes the inputs' ids unique; the same files in the same order get the same ids. */
export async function sortFiles(files: readonly File[], batch: number): Promise<Sorted> {
  const { all, failed } = await unpacked(files);
  const weights: File[] = [];
  const others: FileSource[] = [];
  for (const file of all) {
    if (await isWeightsFile(file)) weights.push(file);
    else others.push(sourceOf(file));
  }
  const sorted = await sortImages(others);
  const images = sorted.images.map(({ kind, files }): ScanInput<FileSource> => {
    const [{ name }] = files;
    return { name: imageName(name, kind), label: baseName(name), kind, files, notes: [] };
  });
  return {
    inputs: [...images, ...sorted.series.map(seriesInput)].map((input, index) => ({
      ...input,
      id: `${batch}.${index}`,
    })),
    notTaken: sorted.notTaken,
    // The browser's own words, where a file could not be read.
    failed: [...failed, ...sorted.failed.map(({ file, reason }) => ({ file, reason: inOneLine(reason) }))],
    weights,
  };
}

async function unpacked(files: readonly File[]): Promise<{ all: File[]; failed: SortedFiles['failed'] }> {
  const all: File[] = [];
  const failed: SortedFiles['failed'] = [];
  for (const file of files) {
    try {
      const archive = (await isZip(file)) && !/\.(pth|pt|ckpt)$/i.test(file.name);
      all.push(...((archive && (await unpackZip(file))) || [file]));
    } catch (error) {
      failed.push({ file: baseName(file.name), reason: inOneLine(error) });
    }
  }
  return { all, failed };
}

function sourceOf(file: File): FileSource {
  const bytes = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
  const { name, size } = file;
  return { name, size, file, beginning: (length) => bytes(file.slice(0, length)), bytes: () => bytes(file) };
}

function seriesInput({ kind, files, description, notes }: SortedSeries<FileSource>): ScanInput<FileSource> {
  const [{ name: first }] = files;
  const common = { kind, files, notes };
  if (files.length === 1) return { ...common, name: imageName(first, kind), label: baseName(first) };
  const folder = first.split('/').at(-2);
  return {
    ...common,
    name: folder ?? (description.replace(/[^\w-]+/g, '-') || 'series'),
    label: [folder, description, `${files.length} files`].filter(Boolean).join(', '),
  };
}

async function isZip(file: File): Promise<boolean> {
  const [p, k, three, four] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return p === 0x50 && k === 0x4b && three === 3 && four === 4;
}
