/** Every finished mask and the report in one zip archive; an input at a time is in memory. */
import { transfer } from 'comlink';
import { inOneLine } from '../logic/explain.js';
import { finishedInputs } from '../logic/finished-inputs.js';
import { makeReport } from '../logic/report.js';
import { saveFile } from './save-file.js';
import type { Session } from './session.js';

export async function exportArchive(session: Session): Promise<void> {
  const { store, study } = session;
  const finished = finishedInputs(store.get());
  if (finished.length === 0 || store.get().archiving) return;
  const tell = (archiving: { done: number; total: number } | undefined) =>
    store.dispatch({ type: 'set', values: { archiving } });
  const masks: Record<string, string> = {};
  const failed: string[] = [];
  try {
    await study.api.startArchive();
    for (const [done, { id, label }] of finished.entries()) {
      tell({ done, total: finished.length });
      try {
        masks[id] = await archiveMask(session, id);
      } catch (error) {
        failed.push(`${label}: ${inOneLine(error)}`);
      }
    }
    const report = `${JSON.stringify(makeReport(store.get(), new Date(), { masks }), undefined, 2)}\n`;
    saveFile('masks.zip', await Promise.race([study.api.endArchive(report), study.died]), 'application/zip');
    const unfinished = store.get().inputs.length - finished.length;
    const left = [
      ...failed,
      ...(unfinished > 0 ? [`${unfinished} of the files have no finished mask yet.`] : []),
    ];
    if (left.length > 0) {
      const text = `The archive holds ${finished.length - failed.length} of ${store.get().inputs.length} masks.`;
      store.dispatch({ type: 'message', message: { kind: 'note', text, next: left.join(' ') } });
    }
  } catch (error) {
    session.tell(error);
  } finally {
    tell(undefined);
  }
}

async function archiveMask({ store, keeper, study }: Session, id: string): Promise<string> {
  const { counts, classes } = store.get().results[id];
  const masks = await keeper.masksOf(id);
  const plane = masks[0]?.mask.length ?? 0;
  const labels = new Uint8Array(counts.length * plane);
  for (const { slice, mask } of masks) labels.set(mask, slice * plane);
  const name = study.api.archiveMask(id, transfer(labels, [labels.buffer]), classes);
  return Promise.race([name, study.died]);
}
