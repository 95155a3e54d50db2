/** The parts that are used of decoders without type declarations. */

declare module '#charls' {
  import type { CodecFactory } from '@cornerstonejs/codec';

  const factory: CodecFactory<'JpegLSDecoder'>;
  export default factory;
}

declare module '@cornerstonejs/codec-charls/decode' {
  import type { CodecFactory } from '@cornerstonejs/codec';

  const factory: CodecFactory<'JpegLSDecoder'>;
  export default factory;
}

declare module '#openjpeg' {
  import type { CodecFactory } from '@cornerstonejs/codec';

  const factory: CodecFactory<'J2KDecoder'>;
  export default factory;
}

declare module '@cornerstonejs/codec-openjpeg/decode' {
  import type { CodecFactory } from '@cornerstonejs/codec';

  const factory: CodecFactory<'J2KDecoder'>;
  export default factory;
}

declare module '@cornerstonejs/codec' {
  export interface FrameInfo {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
  }
  export interface FrameDecoder {
    /** Memory of the module, into which the stream is copied. */
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getFrameInfo(): FrameInfo;
    /** A view into the module's memory, valid until the next call. */
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  export type CodecFactory<Name extends string> = (options: {
    print(text: string): void;
    printErr(text: string): void;
  }) => Promise<Record<Name, new () => FrameDecoder>>;
}
