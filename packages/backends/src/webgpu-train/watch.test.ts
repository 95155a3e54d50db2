import { expect, it } from 'vitest';
import type { Device } from './backend.js';
import { watch } from './watch.js';

function fakeDevice() {
  let lose: (loss: { message: string }) => void = () => undefined;
  let listener: (event: { error: Error }) => void = () => undefined;
  const device = {
    lost: new Promise<{ message: string }>((resolve) => {
      lose = resolve;
    }),
    addEventListener: (_: string, given: typeof listener) => {
      listener = given;
    },
  };
  return {
    device: device as unknown as Device,
    lose: (message: string) => lose({ message }),
    fail: (error: Error) => listener({ error }),
  };
}

it('a lost device throws from then on', async () => {
  const { device, lose } = fakeDevice();
  const check = watch(device);
  expect(check).not.toThrow();
  lose('a driver update');
  await Promise.resolve();
  expect(check).toThrow(/lost \(a driver update\).*last checkpoint/);
  expect(check).toThrow(/lost/);
});

it('a device out of memory throws once: a smaller batch may fit', () => {
  const { device, fail } = fakeDevice();
  const check = watch(device);
  fail(new Error('Invalid bind group'));
  expect(check).not.toThrow();
  fail(new Error('Failed to allocate memory for buffer'));
  expect(check).toThrow(/out of memory.*smaller batches/);
  expect(check).not.toThrow();
});
