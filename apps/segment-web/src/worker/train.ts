/** Fine-tunes a network on corrected slices. */
import '@miniseg/backends/wasm-train';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { crossEntropy, inverseLogFrequency } from '@miniseg/losses';
import { exportSafetensors, modelMetadata, setModelMetadata } from '@miniseg/model';
import { poly, Trainer } from '@miniseg/train';
import type { TrainRequest } from '../shared/types.js';
import { correctionBatches, countLabels } from './correction-batches.js';
import { loadWeights } from './load-weights.js';
import { startBackend } from './start-backend.js';

/** A fifth of what training from scratch begins with: the network knows most already. */
const RATE = 2e-4;

/** @returns The new weights as a safetensors file, after the steps that were done when it was stopped. */
export async function train(
  { files, normalization, slices, steps }: TrainRequest,
  onStep: (step: number, loss: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  await startBackend('wasm', { check: false });
  const { model } = await loadWeights(files);
  if (!modelMetadata(model).options) {
    throw new Error('Only networks of MiniSeg can be trained here; these weights are of another one.');
  }
  setModelMetadata(model, { normalization });
  const classes = model.outputs[0].shape.at(-1) as number;
  const channels = model.inputs[0].shape[3] as number;
  const data = correctionBatches(slices, { normalization, channels });
  const trainer = new Trainer({
    model,
    data,
    epochs: Math.ceil(steps / data.batchesPerEpoch),
    loss: crossEntropy({ classWeights: inverseLogFrequency(countLabels(slices, classes)) }),
    schedule: poly({ rate: RATE }),
  });
  for await (const event of trainer.run({ signal })) {
    if (event.type === 'step') onStep(event.step + 1, event.loss);
    // Lets a word of the page in: computing on wasm never yields.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return exportSafetensors(model);
}
