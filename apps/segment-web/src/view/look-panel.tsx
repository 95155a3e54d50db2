/** Window, overlay, outline: how the picture looks. None of it changes the result. */
import { windowPresets } from '../logic/window-level.js';
import type { Look, Overlay } from '../state/state.js';
import { useAppState, useSession } from './context.js';

const OVERLAYS: [Overlay, string][] = [
  ['mask', 'Mask'],
  ['heat', 'Probability'],
  ['none', 'None'],
];

export function LookPanel() {
  const { store } = useSession();
  const { study, look, engine } = useAppState();
  const change = (values: Partial<Look>) => store.dispatch({ type: 'look', look: values });
  return (
    <section class="panel" aria-labelledby="look-title">
      <h2 id="look-title">View</h2>
      <fieldset>
        <legend>Window</legend>
        <div class="segments">
          {study &&
            windowPresets(study).map(({ name, range }) => (
              <button
                key={name}
                type="button"
                aria-pressed={range.join() === look.window.join()}
                onClick={() => change({ window: range })}
              >
                {name}
              </button>
            ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>Overlay</legend>
        <div class="segments">
          {OVERLAYS.map(([overlay, name]) => (
            <button
              key={overlay}
              type="button"
              aria-pressed={look.overlay === overlay}
              disabled={overlay === 'heat' && !engine?.normalization}
              onClick={() => change({ overlay })}
            >
              {name}
            </button>
          ))}
        </div>
        {look.overlay === 'heat' && (
          <p class="scale">
            <span>0</span>
            <span class="viridis" aria-hidden="true" />
            <span>1</span>
            <span class="visually-hidden">Probability from dark blue, 0, to yellow, 1</span>
          </p>
        )}
      </fieldset>
      <label class="slider">
        <span>Opacity</span>
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(100 * look.opacity)}
          onInput={(event) => change({ opacity: Number(event.currentTarget.value) / 100 })}
        />
        <output>{Math.round(100 * look.opacity)} %</output>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={look.outline}
          onChange={(event) => change({ outline: event.currentTarget.checked })}
        />
        Outline
      </label>
    </section>
  );
}
