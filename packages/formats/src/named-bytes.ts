/** A file as any environment has it: its name (or path, for messages alone) and what is in it. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}
