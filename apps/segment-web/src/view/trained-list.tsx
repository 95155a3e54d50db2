/** Weights that were trained on this page, whatever is loaded now. */
import { discardTrained, loadTrained, saveTrained } from '../app/trained-weights.js';
import { useAppState, useSession } from './context.js';

export function TrainedList() {
  const session = useSession();
  const { trained, engine, engineState, run } = useAppState();
  if (trained.length === 0) return null;
  const busy = engineState === 'loading' || run !== undefined;
  return (
    <section aria-labelledby="trained-title">
      <h3 id="trained-title">Trained here</h3>
      <ul class="trained">
        {trained.map(({ id, file, saved }) => (
          <li key={id} class="row">
            <span class="trained-name">
              {file} <span class="fine">{saved ? 'saved' : 'not saved yet'}</span>
            </span>
            {file !== engine?.file && (
              <button type="button" disabled={busy} onClick={() => loadTrained(session, id)}>
                Use
              </button>
            )}
            <button type="button" aria-label={`Save ${file}`} onClick={() => saveTrained(session, id)}>
              Save
            </button>
            {file !== engine?.file && (
              <button
                type="button"
                aria-label={`Discard ${file}`}
                onClick={() => discardTrained(session, id)}
              >
                Discard
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
