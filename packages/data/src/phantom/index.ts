export { chestPhantom, type Phantom, type PhantomOptions } from './chest-phantom.js';
export type { LesionOptions } from './lesions.js';
export { type PhantomSlice, phantomSlice8bit } from './phantom-slice-8bit.js';
export type { ScannerOptions } from './scanner.js';
