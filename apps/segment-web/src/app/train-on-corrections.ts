/** Teaches the network what was drawn, and goes on with the new weights. */
import { proxy } from 'comlink';
import type { CorrectedSlice } from '../shared/types.js';
import type { Session } from './session.js';
import { showInput } from './show-input.js';
import { addTrained } from './trained-weights.js';
import { useWeights } from './use-weights.js';
import { startWorker } from './workers.js';

const STEPS = 40;

export async function trainOnCorrections(session: Session): Promise<void> {
  const { store } = session;
  const normalization = store.get().engine?.normalization;
  const { weights } = session;
  if (!weights || !normalization || session.training) return;
  const controller = new AbortController();
  session.training = controller;
  const worker = startWorker('engine');
  controller.signal.addEventListener('abort', () => worker.api.stopTraining());
  try {
    const slices = await correctedSlices(session);
    const tell = (step: number, loss?: number) =>
      store.dispatch({ type: 'training', training: { step, total: STEPS, loss, slices: slices.length } });
    tell(0);
    const request = { files: weights, normalization, slices, steps: STEPS };
    const file = await Promise.race([worker.api.train(request, proxy(tell)), worker.died]);
    await useWeights(session, [addTrained(session, file)]);
    store.dispatch({
      type: 'message',
      message: {
        kind: 'success',
        text: `The network learned from ${slices.length} corrected ${slices.length === 1 ? 'slice' : 'slices'}, and is in use now.`,
        next: 'What was segmented before is marked as made by other weights. Save the new ones below the brush to use them another time. Score them on slices that they have not seen before you trust them.',
      },
    });
  } catch (error) {
    session.tell(error);
  } finally {
    worker.terminate();
    session.training = undefined;
    store.dispatch({ type: 'training', training: undefined });
  }
}

/** Of all inputs; the open one stays open. */
async function correctedSlices(session: Session): Promise<CorrectedSlice[]> {
  const { store } = session;
  const shown = session.input;
  const found: CorrectedSlice[] = [];
  for (const [input, { edited }] of Object.entries(store.get().results)) {
    if (edited.length === 0) continue;
    await showInput(session, input);
    for (const slice of edited) {
      found.push({ slice: await session.networkSlice(input, slice), mask: session.mask(slice).slice() });
    }
  }
  await showInput(session, shown);
  return found;
}
