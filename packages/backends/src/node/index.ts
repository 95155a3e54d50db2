export type { NativePackage } from './native-package.js';
export { coreCount, registerSharedWasm } from './shared-wasm.js';
export { findTfjsNode, loadTfjsNode } from './tfjs-node.js';
export { provideWebgpu } from './webgpu.js';
