/** WebGPU in Node: the npm package `webgpu` gives `navigator.gpu`, on a Vulkan, Metal or Direct3D driver. */
import { existsSync } from 'node:fs';
import { BackendError } from '../errors.js';

/** Where Chromium keeps the manifest of its Vulkan driver in software. */
const SWIFTSHADER = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

interface Navigator {
  gpu?: { requestAdapter(): Promise<unknown> };
}

/**
 * Puts `navigator.gpu` and WebGPU's classes in place, where they are not.
 *
 * @throws {BackendError} that says which package or driver is missing.
 */
export async function provideWebgpu(): Promise<void> {
  const host = globalThis as unknown as { navigator?: Navigator };
  if (host.navigator?.gpu) return;
  const name: string = 'webgpu';
  const found = (await import(name).catch((cause: unknown) => {
    throw new BackendError(
      'missing',
      "The backend 'webgpu' needs the package webgpu in Node, which is not installed.",
      { cure: 'Run: npm install webgpu @tensorflow/tfjs-backend-webgpu', cause },
    );
  })) as { create(flags: string[]): NonNullable<Navigator['gpu']>; globals: object };
  const gpu = found.create([]);
  if (!(await gpu.requestAdapter())) {
    const driver = SWIFTSHADER.find((file) => existsSync(file));
    throw new BackendError(
      'failed',
      "The backend 'webgpu' did not start on this machine: it finds no graphics driver that it can use.",
      {
        cure:
          'Install a Vulkan loader and driver (Debian: libvulkan1 and the driver of the graphics card)' +
          (driver ? `, or use Chromium's in software, which is slow: VK_ICD_FILENAMES=${driver}` : '.'),
      },
    );
  }
  Object.assign(globalThis, found.globals);
  if (host.navigator) Object.defineProperty(host.navigator, 'gpu', { value: gpu, configurable: true });
  else Object.defineProperty(host, 'navigator', { value: { gpu }, configurable: true });
}
