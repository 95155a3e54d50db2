/** What a GPU backend would run on, asked before it is started: a driver in software is slower than wasm. */
import type { BackendName } from './backend-name.js';
import type { Environment } from './environment.js';
import { type Hardware, hardwareOf } from './hardware.js';
import { importNode } from './import-node.js';

/** The part of WebGPU that is asked here; its types are not in TypeScript's own library. */
interface Gpu {
  requestAdapter(options?: { powerPreference?: string }): Promise<{
    isFallbackAdapter?: boolean;
    info?: {
      vendor?: string;
      architecture?: string;
      device?: string;
      description?: string;
      isFallbackAdapter?: boolean;
    };
  } | null>;
}

/**
 * @returns The adapter of 'webgl' or 'webgpu', undefined for a backend that has none.
 * @throws {Error} that says what is missing.
 */
export async function findAdapter(
  name: BackendName,
  environment: Environment,
): Promise<Hardware | undefined> {
  if (name === 'webgl') return (await import('./web/webgl-adapter.js')).findWebglAdapter();
  if (name !== 'webgpu') return undefined;
  if (environment === 'node') await (await importNode()).provideWebgpu();
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (!gpu) throw new Error('this browser or page has no navigator.gpu');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('WebGPU finds no adapter, that is no graphics driver it can use');
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info ?? {};
  const hardware = [vendor, architecture, device, description].filter(Boolean).join(' ') || 'unknown adapter';
  return hardwareOf(hardware, isFallbackAdapter ?? adapter.isFallbackAdapter);
}
