/** A WebGPU device that is really lost, on the driver in software that Chromium brings. */
import { existsSync } from 'node:fs';
import { useBackend } from '@miniseg/testkit';
import { backend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { smallModel, smallOptions } from '../../test/small-run.js';
import { decodeCheckpoint, memoryStorage, Trainer } from '../index.js';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (!process.env.VK_ICD_FILENAMES && existsSync(DRIVER)) process.env.VK_ICD_FILENAMES = DRIVER;
const missing = await useBackend('webgpu-train').then(
  () => undefined,
  (error: Error) => error.message,
);

it.skipIf(missing)(`a lost device leaves a checkpoint${missing ? ` (${missing})` : ''}`, async () => {
  const storage = memoryStorage();
  const trainer = new Trainer({ ...smallOptions(smallModel()), checkpoints: { storage } });
  const run = async () => {
    for await (const event of trainer.run()) {
      if (event.type !== 'step') continue;
      expect(Number.isFinite(event.loss)).toBe(true);
      if (event.step === 2) (backend() as unknown as { device: { destroy(): void } }).device.destroy();
    }
  };
  await expect(run()).rejects.toMatchObject({ code: 'device', message: expect.stringContaining('was lost') });
  const [name] = await storage.list();
  expect(name).toBe('checkpoint-00000001.safetensors');
  const { state } = decodeCheckpoint((await storage.read(name)) as Uint8Array);
  expect(state.step).toBe(1);
});
