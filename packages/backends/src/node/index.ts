export { coreCount, registerSharedWasm } from './shared-wasm.js';
export { findTfjsNode, loadTfjsNode, type NativePackage } from './tfjs-node.js';
export { provideWebgpu } from './webgpu.js';
