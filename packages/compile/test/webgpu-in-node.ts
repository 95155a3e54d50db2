/** WebGPU in Node, on the driver in software that Debian's Chromium brings. */
import { existsSync } from 'node:fs';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Puts `navigator.gpu` in place. @returns why it cannot be had */
export async function noWebgpu(): Promise<string | undefined> {
  if (!process.env.VK_ICD_FILENAMES && !process.env.VK_DRIVER_FILES && existsSync(DRIVER)) {
    process.env.VK_ICD_FILENAMES = DRIVER;
  }
  // By a name in a variable: `backends` is no dependency of this package.
  const name: string = '@miniseg/backends/node';
  const { provideWebgpu } = (await import(/* @vite-ignore */ name)) as { provideWebgpu(): Promise<void> };
  return provideWebgpu().then(
    () => undefined,
    (error: Error) => error.message,
  );
}
