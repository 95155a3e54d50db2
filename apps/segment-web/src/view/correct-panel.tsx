/** Brush, eraser, and learning from what was drawn. */

import { trainOnCorrections } from '../app/train-on-corrections.js';
import { saveTrained } from '../app/trained-weights.js';
import { useAppState, useSession } from './context.js';
import { Icon } from './icons.jsx';

export function CorrectPanel() {
  const session = useSession();
  const { store } = session;
  const { tool, brush, label, study, results, engine, training, trained, run } = useAppState();
  const inUse = trained.find(({ file }) => file === engine?.file);
  const result = study && results[study.input];
  const classes = Math.max(result?.classes ?? 2, engine?.classes ?? 2);
  const set = (values: { tool?: 'brush' | 'eraser'; brush?: number; label?: number }) =>
    store.dispatch({ type: 'set', values });
  const edited = result?.edited.length ?? 0;
  return (
    <section class="panel" aria-labelledby="correct-title">
      <h2 id="correct-title">Correct</h2>
      <div class="segments">
        {(['brush', 'eraser'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={tool === name} onClick={() => set({ tool: name })}>
            <Icon name={name} /> {name === 'brush' ? 'Brush' : 'Eraser'}
          </button>
        ))}
      </div>
      <label class="slider">
        <span>Size</span>
        <input
          type="range"
          min={0}
          max={60}
          value={brush}
          onInput={(event) => set({ brush: Number(event.currentTarget.value) })}
        />
        <output>{2 * brush + 1} px</output>
      </label>
      {classes > 2 && (
        <label class="slider">
          <span>Label</span>
          <input
            type="number"
            min={1}
            max={classes - 1}
            value={label}
            onInput={(event) => set({ label: Number(event.currentTarget.value) })}
          />
        </label>
      )}
      <p class="fine">
        {edited === 0
          ? 'Corrected slices are kept, and never segmented again.'
          : `${edited} ${edited === 1 ? 'slice' : 'slices'} corrected.`}
      </p>
      {training ? (
        <div class="row">
          <progress max={training.total} value={training.step} aria-label="Training" />
          <span>
            {training.step} of {training.total}
            {training.loss === undefined ? '' : `, loss ${training.loss.toFixed(3)}`}
          </span>
          <button type="button" class="small" onClick={() => session.training?.abort()}>
            Stop
          </button>
        </div>
      ) : (
        <button
          type="button"
          class="wide"
          disabled={edited === 0 || !engine?.normalization || run !== undefined}
          onClick={() => trainOnCorrections(session)}
        >
          Train on my corrections
        </button>
      )}
      {inUse && (
        <button type="button" class="wide" onClick={() => saveTrained(session, inUse.id)}>
          <Icon name="download" /> Save the new weights
        </button>
      )}
    </section>
  );
}
