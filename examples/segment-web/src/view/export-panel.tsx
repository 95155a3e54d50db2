/** Results as files, and the report. */
import { type ExportKind, exportResult } from '../app/export-results.js';
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
  const { study, results } = useAppState();
  const has = study !== undefined && results[study.input] !== undefined;
  return (
    <section class="panel" aria-labelledby="export-title">
      <h2 id="export-title">Export</h2>
      <div class="stack">
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
