/** What package.json maps to decoders: WebAssembly in Node, else plain JavaScript; `/plain` is that everywhere. */

declare module '#charls' {
  /** A `CodecFactory` of 'JpegLSDecoder'. */
  const factory: unknown;
  export default factory;
}

declare module '#charls/plain' {
  /** A `CodecFactory` of 'JpegLSDecoder'. */
  const factory: unknown;
  export default factory;
}

declare module '#openjpeg' {
  /** A `CodecFactory` of 'J2KDecoder'. */
  const factory: unknown;
  export default factory;
}

declare module '#openjpeg/plain' {
  /** A `CodecFactory` of 'J2KDecoder'. */
  const factory: unknown;
  export default factory;
}
