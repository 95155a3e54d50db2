/** Reads an input and shows it, with the masks that it already has. */
import { proxy } from 'comlink';
import { countMarked } from '../logic/count-marked.js';
import { inOneLine } from '../logic/explain.js';
import { networkView } from '../logic/network-view.js';
import type { KeptMask } from './keeper.js';
import { keptLabels } from './kept-labels.js';
import type { Session } from './session.js';

/** Rejects with what is wrong with the file; the state tells it too. */
export async function showInput(session: Session, id: string): Promise<void> {
  const { store, study, keeper } = session;
  if (session.input === id) return;
  store.dispatch({ type: 'opening', input: id });
  const onRead = (done: number, total: number) => {
    if (store.get().opening === id) store.dispatch({ type: 'reading', done, total });
  };
  try {
    const info = await Promise.race([
      study.api.open(id, networkView(store.get().engine), proxy(onRead)),
      study.died,
    ]);
    if (store.get().opening !== id) return;
    const { labels, masks: kept } = await keptLabels(keeper, info);
    const counts: (number | undefined)[] = new Array(info.shape[0]).fill(undefined);
    for (const { slice, mask } of kept) counts[slice] = countMarked(mask);
    const listed = store.get().results[id] !== undefined;
    for (const cache of [session.slices, session.truth, session.heat, session.coronal, session.sagittal])
      cache.forget();
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
