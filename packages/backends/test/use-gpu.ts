/** The backends for graphics cards, on the drivers in software that are here: webgpu in Node, webgl in the browser. */
import { useBackend } from '@miniseg/testkit';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

export const GPU = inNode ? 'webgpu' : 'webgl';

/** Debian's Chromium brings a Vulkan driver in software. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

async function find(): Promise<string | undefined> {
  if (!inNode) return undefined;
  const { existsSync } = await import('node:fs');
  if (!process.env.VK_ICD_FILENAMES && !process.env.VK_DRIVER_FILES && existsSync(DRIVER)) {
    process.env.VK_ICD_FILENAMES = DRIVER;
  }
  return useBackend('webgpu').then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** Why there is none; undefined where there is one. */
export const missing = await find();

/** The backend with its training kernels. */
export async function useGpu(): Promise<void> {
  await useBackend(GPU);
  if (GPU === 'webgpu') (await import('../src/webgpu-train/index.js')).registerWebgpuTraining();
  else (await import('../src/webgl-train/index.js')).registerWebglTraining();
}
