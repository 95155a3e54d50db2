/** Which study hangs beside the open one, whether both go together, and how much was marked in each. */
import { hang, takeDown } from '../app/hang.js';
import { type Link, linkOf } from '../logic/hanging.js';
import { sum } from '../logic/sum.js';
import type { StudyInfo } from '../shared/types.js';
import { sameWindow } from '../state/shown-beside.js';
import type { Beside, Result, State } from '../state/state.js';
import { useAppState, useSession } from './context.js';
import { milliliters } from './format.js';

const HOW: Record<Link, string> = {
  place: 'Both series have one frame of reference: the same place in the patient is shown.',
  millimeters:
    'Slices go together by millimeters, at first from the middles of both. To set another pair: unlink, scroll the study beside to the same place, and link again.',
  share:
    'Slices go together by their share of the whole, as a file does not say how far its slices are apart. To set another pair: unlink, scroll the study beside, and link again.',
};

export function BesideChoice({ study }: { study: StudyInfo }) {
  const session = useSession();
  const state = useAppState();
  const { inputs, beside, hanging, failures } = state;
  const others = inputs.filter(({ id }) => id !== study.input && !failures[id]);
  if (others.length === 0) return null;
  const chosen = hanging ?? beside?.study.input ?? '';
  return (
    <>
      <label class="field">
        <span>Study beside</span>
        <select
          value={others.some(({ id }) => id === chosen) ? chosen : ''}
          onChange={({ currentTarget: { value } }) => (value ? hang(session, value) : takeDown(session))}
        >
          <option value="">None</option>
          {others.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {beside && beside.study.input !== study.input && <Hung beside={beside} study={study} state={state} />}
    </>
  );
}

function Hung({ beside, study, state }: { beside: Beside; study: StudyInfo; state: State }) {
  const { store } = useSession();
  const { results } = state;
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={beside.linked}
          onChange={(event) => store.dispatch({ type: 'link', linked: event.currentTarget.checked })}
        />
        Linked
      </label>
      {beside.linked && (
        <p class="fine">
          {HOW[linkOf(study, beside.study)]}
          {sameWindow(study, beside.study) ? '' : ' Brightness is set for each, as their units differ.'}
        </p>
      )}
      <Marked here={study} beside={beside.study} results={results} />
    </>
  );
}

/** Volumes of both, once both are segmented as a whole. */
function Marked({
  here,
  beside,
  results,
}: {
  here: StudyInfo;
  beside: StudyInfo;
  results: State['results'];
}) {
  const [one, other] = [volumeOf(here, results[here.input]), volumeOf(beside, results[beside.input])];
  if (results[beside.input] === undefined) {
    return <p class="fine">The study beside has no marks yet: "Segment all" above the list makes them.</p>;
  }
  if (one === undefined || other === undefined) return null;
  const sameMaker = results[here.input].maker?.key === results[beside.input].maker?.key;
  return (
    <>
      <dl class="figures">
        <div>
          <dt>Marked volume</dt>
          <dd>{milliliters(one)}</dd>
        </div>
        <div>
          <dt>beside</dt>
          <dd>{milliliters(other)}</dd>
        </div>
        <div>
          <dt>Difference</dt>
          <dd>
            {one < other ? '−' : '+'}
            {milliliters(Math.abs(one - other))}
          </dd>
        </div>
      </dl>
      {!sameMaker && <p class="fine">Their marks were made by different weights.</p>}
    </>
  );
}

function volumeOf(study: StudyInfo, result: Result | undefined): number | undefined {
  if (!result || study.voxelMilliliters === undefined || result.counts.includes(undefined)) return undefined;
  return sum(result.counts.map((count) => count ?? 0)) * study.voxelMilliliters;
}
