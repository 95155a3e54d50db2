/** The picture with what belongs to it: tools above, slices below. */
import { introduce } from '../app/introduced.js';
import { visibleBeside } from '../state/shown-beside.js';
import { BesidePane } from './beside-pane.jsx';
import { useAppState, useSession } from './context.js';
import { PlanePane } from './plane-pane.jsx';
import { SliceBar } from './slice-bar.jsx';
import { SlicePane } from './slice-pane.jsx';
import { Toolbar } from './toolbar.jsx';
import { Trouble } from './trouble.jsx';
import { useCine } from './use-cine.js';

export function Viewer() {
  const state = useAppState();
  const { study, look, opening, hanging } = state;
  useCine();
  const planes = look.planes && !look.compare;
  const beside = visibleBeside(state);
  return (
    <section class="viewer" aria-label="Picture">
      {study && <Toolbar study={study} />}
      <div class={`panes ${look.compare || beside ? 'two' : planes ? 'three' : ''}`}>
        {study ? (
          <>
            <SlicePane shows="found" study={study} key="found" />
            {look.compare && <SlicePane shows="truth" study={study} key="truth" />}
            {beside && <BesidePane here={study} beside={beside} key={beside.study.input} />}
            {planes && <PlanePane plane="coronal" study={study} key="coronal" />}
            {planes && <PlanePane plane="sagittal" study={study} key="sagittal" />}
          </>
        ) : (
          <div class="empty">{opening ? <Reading /> : <Trouble />}</div>
        )}
        {(opening ?? hanging) && study && (
          <div class="veil">
            <Reading />
          </div>
        )}
        {study && <Introduction />}
      </div>
      {study && <SliceBar slices={study.shape[0]} />}
    </section>
  );
}

/** How far the reading of a series is; one file is there at once. */
function Reading() {
  const { reading } = useAppState();
  if (!reading) return <p>Reading …</p>;
  const { done, total } = reading;
  return (
    <div class="reading">
      <p>
        Reading file {done} of {total} …
      </p>
      <progress max={total} value={done} aria-label="Files that were read" />
    </div>
  );
}

/** Said once, over the first picture that somebody sees here. */
function Introduction() {
  const { store } = useSession();
  const { introduced, study } = useAppState();
  if (introduced) return null;
  const several = (study?.shape[0] ?? 1) > 1;
  return (
    <aside class="introduction" aria-label="How the picture is handled">
      <p>
        {several ? 'Wheel or drag: slices. ' : ''}Right button or Contrast: brightness. Ctrl with the wheel,
        or two fingers: zoom.{several ? ' 3 planes: coronal and sagittal.' : ''}
      </p>
      <button type="button" class="small" onClick={() => introduce(store)}>
        Got it
      </button>
    </aside>
  );
}
