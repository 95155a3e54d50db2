/** What the losses need to know of a backend: the place for what differs between backends. */

interface BackendFacts {
  /** Tensors lie in the memory of the program, so that looking at them waits for nothing. */
  tensorsOnHost: boolean;
}

const FACTS: Readonly<Record<string, BackendFacts>> = {
  cpu: { tensorsOnHost: true },
  wasm: { tensorsOnHost: true },
  tensorflow: { tensorsOnHost: true },
  webgl: { tensorsOnHost: false },
  webgpu: { tensorsOnHost: false },
};

/** False for a backend that is not known, whose tensors may be anywhere. */
export function keepsTensorsOnHost(backend: string): boolean {
  return FACTS[backend]?.tensorsOnHost ?? false;
}
