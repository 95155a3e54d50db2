/** A true mask beside the one that was found, and how well they agree. */
import { useEffect, useState } from 'preact/hooks';
import { closeTruth, openTruth } from '../app/truth.js';
import { totalScores } from '../logic/slice-scores.js';
import type { SliceScores } from '../shared/scores.js';
import { BesideChoice } from './beside-choice.jsx';
import { useAppState, useSession } from './context.js';
import { FileButton } from './file-button.jsx';
import { score } from './format.js';

export function ComparePanel() {
  const session = useSession();
  const { study, truth, results, look, run } = useAppState();
  const scores = useScores();
  if (!study) return null;
  const here = scores.get(look.slice);
  const done = results[study.input]?.counts.every((count) => count !== undefined);
  const check = (name: 'compare' | 'errors', label: string) => (
    <label class="check">
      <input
        type="checkbox"
        checked={look[name]}
        onChange={(event) =>
          session.store.dispatch({ type: 'look', look: { [name]: event.currentTarget.checked } })
        }
      />
      {label}
    </label>
  );
  const all = scores.size === study.shape[0] && done && !run ? totalScores([...scores.values()]) : undefined;
  return (
    <section class="panel" aria-labelledby="compare-title">
      <h2 id="compare-title">Compare</h2>
      {!truth ? (
        <FileButton label="True mask" multiple class="wide" onFiles={(files) => openTruth(session, files)}>
          Load a true mask
        </FileButton>
      ) : (
        <>
          <p class="fine">
            {truth.file}{' '}
            <button type="button" class="small" onClick={() => closeTruth(session)}>
              Close
            </button>
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">Figure</th>
                <th scope="col">Slice</th>
                <th scope="col">All</th>
              </tr>
            </thead>
            <tbody>
              {(['DSC', 'SEN', 'SPC'] as const).map((figure) => (
                <tr key={figure}>
                  <th scope="row">{figure}</th>
                  <td>{score(here?.[figure])}</td>
                  <td>{score(all?.[figure])}</td>
                </tr>
              ))}
              <tr>
                <th scope="row">mIoU</th>
                <td>–</td>
                <td>{score(all?.mIoU)}</td>
              </tr>
              <tr>
                <th scope="row">HD</th>
                <td>{here?.HD === undefined ? '–' : `${here.HD.toFixed(1)} ${here.unit}`}</td>
                <td>–</td>
              </tr>
            </tbody>
          </table>
          {check('compare', 'Side by side')}
          {look.compare && (
            <>
              {check('errors', 'Colors of agreement')}
              {look.errors && (
                <ul class="agreement">
                  <li class="tp">found</li>
                  <li class="fp">too much</li>
                  <li class="fn">missed</li>
                </ul>
              )}
            </>
          )}
        </>
      )}
      <BesideChoice study={study} />
    </section>
  );
}

/** Scores of every slice that has a mask, filled in one by one; a slice that changes is scored anew. */
function useScores(): ReadonlyMap<number, SliceScores> {
  const session = useSession();
  const { study, truth, results, look } = useAppState();
  const [scores, setScores] = useState<ReadonlyMap<number, SliceScores>>(new Map());
  const [known] = useState(() => new Map<string, SliceScores>());
  const counts = study && results[study.input]?.counts;
  useEffect(() => {
    let stale = false;
    const fill = async () => {
      if (!study || !truth || !counts) return;
      const order = [look.slice, ...counts.keys()];
      for (const slice of new Set(order)) {
        if (stale) return;
        if (counts[slice] === undefined) continue;
        const key = `${study.input} ${truth.file} ${slice} ${session.edition(slice)}`;
        const found =
          known.get(key) ?? (await session.study.api.score(study.input, slice, session.mask(slice).slice()));
        if (found === undefined) return;
        known.set(key, found);
        if (!stale) setScores((before) => new Map(before).set(slice, found));
      }
    };
    fill().catch(() => {});
    return () => {
      stale = true;
    };
  }, [study, truth, counts, look.slice, session, known]);
  useEffect(() => setScores(new Map()), [study, truth]);
  return scores;
}
