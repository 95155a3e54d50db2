/** The parts that are used of decoders without type declarations. */

/** What a decoder says of the frame that it decoded. */
export interface FrameInfo {
  width: number;
  height: number;
  bitsPerSample: number;
  componentCount: number;
}

/** A decoder of one frame, in the memory of its module. */
export interface FrameDecoder {
  /** Memory of the module, into which the stream is copied. */
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getFrameInfo(): FrameInfo;
  /** A view into the module's memory, valid until the next call. */
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}

/** Starts a module; the decoder is among its exports. */
export type CodecFactory<Name extends string> = (options: {
  print(text: string): void;
  printErr(text: string): void;
}) => Promise<Record<Name, new () => FrameDecoder>>;
