/** Reads an input and shows it, with the masks that it already has. */
import { countMarked } from '../logic/count-marked.js';
import { inOneLine } from '../logic/explain.js';
import type { KeptMask } from './keeper.js';
import type { Session } from './session.js';

/** Rejects with what is wrong with the file; the state tells it too. */
export async function showInput(session: Session, id: string): Promise<void> {
  const { store, study, keeper } = session;
  if (session.input === id) return;
  store.dispatch({ type: 'opening', input: id });
  try {
    const info = await Promise.race([study.api.open(id), study.died]);
    if (store.get().opening !== id) return;
    const [slices, height, width] = info.shape;
    const plane = height * width;
    const labels = new Uint8Array(slices * plane);
    const counts: (number | undefined)[] = new Array(slices).fill(undefined);
    const kept = (await keeper.masksOf(id)).filter(
      ({ slice, mask }) => slice < slices && mask.length === plane,
    );
    const listed = store.get().results[id] !== undefined;
    for (const { slice, mask } of kept) {
      labels.set(mask, slice * plane);
      counts[slice] = countMarked(mask);
    }
    for (const cache of [session.slices, session.truth, session.heat]) cache.forget();
    session.history.clear();
    session.labels = labels;
    if (kept.length > 0 && !listed) {
      const edited = kept.filter((mask) => mask.edited).map(({ slice }) => slice);
      store.dispatch({
        type: 'restored',
        input: id,
        counts,
        edited,
        classes: kept[0].classes,
        maker: makerIn(kept),
      });
    }
    store.dispatch({ type: 'opened', study: info });
  } catch (error) {
    // Somebody chose another one while this one was read.
    if (store.get().opening !== id) return;
    store.dispatch({ type: 'failed', input: id, message: inOneLine(error) });
    throw error;
  }
}

/** Slices that were corrected may have no maker, or an earlier one. */
export const makerIn = (masks: readonly KeptMask[]): KeptMask['maker'] =>
  masks.find(({ edited, maker }) => !edited && maker)?.maker ?? masks.find(({ maker }) => maker)?.maker;
