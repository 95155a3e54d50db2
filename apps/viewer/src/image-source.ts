import type { ImageSource } from '@miniseg/scan';

/** A file of a page as the readers take it: looked into without reading all of it. */
export function imageSource(file: File): ImageSource {
  const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
  return {
    name: file.webkitRelativePath || file.name,
    size: file.size,
    beginning: (bytes) => bytesOf(file.slice(0, bytes)),
    bytes: () => bytesOf(file),
  };
}
