/** Results as files, and the report. */

import { exportArchive } from '../app/export-archive.js';
import { type ExportKind, exportResult } from '../app/export-results.js';
import { finishedInputs } from '../logic/finished-inputs.js';
import { useAppState, useSession } from './context.js';
import { Icon } from './icons.jsx';

const KINDS: [ExportKind, string][] = [
  ['nifti', 'Mask as NIfTI'],
  ['png', 'Mask of this slice as PNG'],
  ['overlay', 'Overlay of this slice as PNG'],
  ['dicom-seg', 'DICOM segmentation'],
  ['report', 'Report as JSON'],
];

export function ExportPanel() {
  const session = useSession();
  const state = useAppState();
  const { study, results, archiving, inputs } = state;
  const finished = finishedInputs(state).length;
  const has = study !== undefined && results[study.input] !== undefined;
  return (
    <section class="panel" aria-labelledby="export-title">
      <h2 id="export-title">Export</h2>
      <div class="stack">
        {inputs.length > 1 && (
          <button
            type="button"
            class="wide"
            disabled={finished === 0 || archiving !== undefined}
            onClick={() => exportArchive(session)}
          >
            <Icon name="download" />{' '}
            {archiving
              ? `Collecting ${archiving.done + 1} of ${archiving.total} …`
              : `All masks as zip (${finished} of ${inputs.length})`}
          </button>
        )}
        {KINDS.filter(([kind]) => kind !== 'dicom-seg' || study?.dicom).map(([kind, name]) => (
          <button
            key={kind}
            type="button"
            class="wide"
            disabled={!has && kind !== 'report'}
            onClick={() => exportResult(session, kind)}
          >
            <Icon name="download" /> {name}
          </button>
        ))}
        <button
          type="button"
          class="wide"
          disabled={!has}
          onClick={() => session.store.dispatch({ type: 'set', values: { dialog: 'report' } })}
        >
          <Icon name="print" /> Report to print
        </button>
      </div>
    </section>
  );
}
