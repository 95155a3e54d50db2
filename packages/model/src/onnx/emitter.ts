import type { BlockWriter } from './block-writer.js';

/** Writes the nodes of one layer, and returns the name of its output. */
export type Emitter = (block: BlockWriter) => string;
