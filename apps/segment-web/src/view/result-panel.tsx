/** What was found in the open input. */

import { segmentAgain, segmentInputs } from '../app/run.js';
import { isStale } from '../logic/is-stale.js';
import { sum } from '../logic/sum.js';
import { DEMO_NOTE } from '../shared/demo.js';
import { useAppState, useSession } from './context.js';
import { milliliters, percent } from './format.js';
import { Icon } from './icons.jsx';

export function ResultPanel() {
  const session = useSession();
  const state = useAppState();
  const { study, results, engine, engineState, run } = state;
  const result = study && results[study.input];
  const total = study?.shape[0] ?? 0;
  const done = result?.counts.filter((count) => count !== undefined).length ?? 0;
  const voxels = sum((result?.counts ?? []).map((count) => count ?? 0));
  const marked = (result?.counts ?? []).filter(Boolean).length;
  const ready = engineState === 'ready' && engine?.normalization !== undefined;
  const stale = isStale(result, state);
  const input = state.inputs.find(({ id }) => id === study?.input);
  const notes = [...(input?.notes ?? []), ...(study?.notes ?? []), ...(result?.shares?.notes ?? [])];
  return (
    <section class="panel" aria-labelledby="result-title">
      <h2 id="result-title">Result</h2>
      {study && done < total && (
        <button
          type="button"
          class="primary wide"
          disabled={!ready || run !== undefined}
          onClick={() => segmentInputs(session, [study.input])}
        >
          {run ? 'Segmenting …' : done > 0 && !stale ? `Go on (${done} of ${total} done)` : 'Segment'}
        </button>
      )}
      {study && done === total && (
        <button
          type="button"
          class="wide"
          disabled={!ready || run !== undefined || (result?.edited.length ?? 0) === total}
          onClick={() => segmentAgain(session)}
        >
          Segment again
        </button>
      )}
      {done > 0 && result?.maker?.demo && (
        <p class="callout" data-testid="demo-banner">
          <strong>{DEMO_NOTE}</strong> On a real scan the figures below mean nothing.
        </p>
      )}
      {done > 0 && stale && (
        <p class="callout" data-testid="stale-banner">
          <strong>Made by other weights</strong>: {result?.maker?.file}, and not by those that are loaded now,{' '}
          {engine?.file}. Segment again to have their marks.
        </p>
      )}
      {done > 0 && (
        <dl class="figures">
          {study?.voxelMilliliters !== undefined && (
            <div class="large">
              <dt>Marked volume</dt>
              <dd>{milliliters(voxels * study.voxelMilliliters)}</dd>
            </div>
          )}
          {result?.shares?.lungShare !== undefined && (
            <div>
              <dt>of the lungs</dt>
              <dd>{percent(result.shares.lungShare)}</dd>
            </div>
          )}
          {result?.shares?.bodyShare !== undefined && (
            <div>
              <dt>of the body</dt>
              <dd>{percent(result.shares.bodyShare, 2)}</dd>
            </div>
          )}
          {total > 1 ? (
            <div>
              <dt>Slices with marks</dt>
              <dd>
                {marked} of {done}
              </dd>
            </div>
          ) : (
            <div>
              <dt>of the picture</dt>
              <dd>{percent(study ? voxels / (study.shape[1] * study.shape[2]) : 0, 2)}</dd>
            </div>
          )}
          <div>
            <dt>{total > 1 ? 'Marked voxels' : 'Marked pixels'}</dt>
            <dd>{voxels.toLocaleString('en-US')}</dd>
          </div>
          {result && result.milliseconds > 0 && (
            <div>
              <dt>Time for a slice</dt>
              <dd>{Math.round(result.milliseconds / Math.max(1, done))} ms</dd>
            </div>
          )}
        </dl>
      )}
      {total > 1 && done > 0 && (
        <button
          type="button"
          class="wide"
          onClick={() => session.store.dispatch({ type: 'set', values: { dialog: 'scene' } })}
        >
          <Icon name="cube" /> Show in 3-D
        </button>
      )}
      {notes.length > 0 && (
        <details class="notes">
          <summary>Notes ({notes.length})</summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      {done > 0 && result?.maker && (
        <p class="fine">
          Made by {result.maker.file}
          {result.maker.sha256 ? ` (${result.maker.sha256.slice(0, 8)})` : ''}.
        </p>
      )}
      {study && <p class="fine">Estimates for research. Not a medical device.</p>}
    </section>
  );
}
