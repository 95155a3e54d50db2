/** What a trainer needs to know of a backend: the place for what differs between backends. */

interface BackendFacts {
  /**
   * What its addresses reach. Given where the backend has to be asked before a step, because it does not say so itself: wasm
   * writes to address 0 when it gets no memory.
   */
  addressableBytes: number;
}

const FACTS: Readonly<Record<string, BackendFacts>> = {
  wasm: { addressableBytes: 2 ** 32 },
};

/** Undefined for a backend that reports by itself that memory is short. */
export function addressableBytes(backend: string): number | undefined {
  return FACTS[backend]?.addressableBytes;
}
