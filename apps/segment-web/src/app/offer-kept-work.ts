/** Work of an earlier visit is offered, and not opened unasked. */
import type { Session } from './session.js';

export async function offerKeptWork({ keeper, store }: Session): Promise<void> {
  const work = await keeper.work();
  if (!work || store.get().inputs.length > 0) return;
  const files = work.batches.flat();
  store.dispatch({
    type: 'kept',
    kept: {
      files: files.length,
      names: files.slice(0, 3).map(({ name }) => name.split('/').at(-1) as string),
      savedAt: work.savedAt,
    },
  });
}
