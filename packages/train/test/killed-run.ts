/** The process that the test of resuming kills: a small run on the backend and the folder of its arguments. */
import { setBackend } from '@tensorflow/tfjs-core';
import { Trainer } from '../src/index.js';
import { folderStorage } from '../src/node/index.js';
import { smallModel, smallOptions } from './small-run.js';

const [backend, folder, everySteps] = process.argv.slice(2);
if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
else await import('@tensorflow/tfjs-backend-cpu');
await setBackend(backend);
const trainer = new Trainer({
  ...smallOptions(smallModel()),
  epochs: 3,
  accumulate: 2,
  averaging: { decay: 0.9 },
  checkpoints: { storage: folderStorage(folder), everySteps: Number(everySteps) },
});
for await (const event of trainer.run()) {
  // The parent kills at a moment after a line.
  process.stdout.write(`${event.type} ${'step' in event ? event.step : ''}\n`);
}
