import type { Volume } from '@miniseg/formats';

/** A file that can be looked into without reading all of it: of the disk, of a drop on a page, of an archive. */
export interface ImageSource {
  /** With its folders, if it has any. */
  name: string;
  /** Bytes. */
  size: number;
  /** Its first bytes, or all where there are fewer. */
  beginning(bytes: number): Promise<Uint8Array>;
  /** All of them, not to be written to: a source may keep them. */
  bytes(): Promise<Uint8Array>;
  /** Lets go of what it keeps, if anything; it can be read again. */
  release?(): void;
  /**
   * Reads a volume itself, where it can do better than by the bytes of all its files: from a disk, piece by piece.
   *
   * @param options Bytes of pixels that the file may announce; default 1 GiB.
   */
  volume?(options?: { maxBytes?: number }): Promise<Volume>;
}

/** What became of a file that gives no result, and why. */
export interface FileReason {
  /** Without folders. */
  file: string;
  /** A sentence. */
  reason: string;
}
