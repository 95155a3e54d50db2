import { describe, expect, it } from 'vitest';
import { gaussianNoise } from '../augment/photometric.js';
import { DataError } from '../errors.js';
import { BatchSource } from './batch-source.js';
import { type LoadSample, withAugmentation } from './sample-keys.js';
import { SampleWorkers } from './sample-workers.js';
import { serveSamples } from './serve-samples.js';

const load: LoadSample = ({ index }) => {
  if (index === 99) throw new DataError('truncated', 'item 99 ends early');
  return {
    width: 2,
    height: 1,
    channels: 1,
    image: Float32Array.of(index, -index),
    mask: Uint8Array.of(0, 1),
  };
};

/** The two ends of a channel behave as a worker and its port do. */
function channelWorkers(count: number, serve: LoadSample) {
  const channels = Array.from({ length: count }, () => new MessageChannel());
  for (const { port2 } of channels) serveSamples(port2, serve);
  return new SampleWorkers(channels.map(({ port1 }) => port1));
}

describe('SampleWorkers', () => {
  it('gives the same batches as loading in the main thread', async () => {
    const workers = channelWorkers(3, withAugmentation(load, gaussianNoise()));
    const options = { count: 11, batchSize: 4, seed: 2 };
    const here = new BatchSource({ ...options, load, augment: gaussianNoise() }).run({ epochs: 2 });
    const there = new BatchSource({ ...options, load: workers.load }).run({ epochs: 2 });
    for await (const batch of here) expect((await there.next()).value).toEqual(batch);
    expect((await there.next()).done).toBe(true);
    workers.close();
  });

  it('sends only the sample, not the buffer that it is a view of', async () => {
    const large = new Float32Array(1000);
    const workers = channelWorkers(1, () => ({
      width: 1,
      height: 1,
      channels: 1,
      image: large.subarray(5, 6),
    }));
    const sample = await workers.load({ seed: 0, epoch: 0, index: 0 });
    expect(sample.image.buffer.byteLength).toBe(4);
    expect(large.length).toBe(1000);
    workers.close();
  });

  it('hands over the error of a worker with its code', async () => {
    const workers = channelWorkers(1, load);
    const failure = await Promise.resolve(workers.load({ seed: 0, epoch: 0, index: 99 })).catch(
      (error) => error,
    );
    expect(DataError.isInstance(failure)).toBe(true);
    expect(failure).toMatchObject({ code: 'truncated', message: 'item 99 ends early' });
    workers.close();
  });

  it('rejects what is pending or asked for after closing', async () => {
    const workers = channelWorkers(1, () => new Promise(() => undefined));
    const pending = workers.load({ seed: 0, epoch: 0, index: 0 });
    workers.close();
    await expect(pending).rejects.toThrow(/it was closed/);
    await expect(workers.load({ seed: 0, epoch: 0, index: 0 })).rejects.toThrow(/already closed/);
    expect(() => new SampleWorkers([])).toThrow(/none given/);
  });
});
