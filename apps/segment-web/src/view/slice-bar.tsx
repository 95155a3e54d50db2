/** Which slice is shown, over a map of what is marked where. */
import { obey } from '../app/obey.js';
import { useAppState, useSession } from './context.js';

export function SliceBar({ slices }: { slices: number }) {
  const session = useSession();
  const { store } = session;
  const { look, results, study } = useAppState();
  const result = study && results[study.input];
  const count = result?.counts[look.slice];
  const marked = result?.counts.some(Boolean);
  const text = `Slice ${look.slice + 1} of ${slices}${count === undefined ? '' : `, ${count} pixels marked`}`;
  if (slices === 1) return <p class="slice-text">{text}</p>;
  const go = (slice: number) => store.dispatch({ type: 'look', look: { slice } });
  const goTo = ({ currentTarget, clientX }: { currentTarget: Element; clientX: number }) => {
    const box = currentTarget.getBoundingClientRect();
    go(Math.floor(((clientX - box.left) / box.width) * slices));
  };
  return (
    <div class="slice-bar">
      <div
        class="map"
        aria-hidden="true"
        data-testid="map"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          goTo(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons > 0) goTo(event);
        }}
      >
        <svg viewBox={`0 0 ${slices} 1`} preserveAspectRatio="none" aria-hidden="true">
          <path class="done" d={bars(slices, (slice) => (result?.counts[slice] === undefined ? 0 : 0.08))} />
          <path class="marked" d={bars(slices, heights(result?.counts ?? []))} />
          <path class="edited" d={bars(slices, (slice) => (result?.edited.includes(slice) ? 0.08 : 0))} />
          <rect class="here" x={look.slice} y="0" width="1" height="1" />
        </svg>
      </div>
      <input
        type="range"
        min={1}
        max={slices}
        value={look.slice + 1}
        aria-label="Slice"
        aria-valuetext={text}
        onInput={(event) => go(Number(event.currentTarget.value) - 1)}
      />
      <div class="slice-line">
        <button
          type="button"
          class="small"
          disabled={!marked}
          onClick={() => obey(session, 'previousMarked')}
        >
          <span aria-hidden="true">‹ </span>Marked
          <span class="visually-hidden"> slice before this</span>
        </button>
        <p class="slice-text">
          {text}
          {result?.edited.includes(look.slice) ? ', corrected' : ''}
        </p>
        <button type="button" class="small" disabled={!marked} onClick={() => obey(session, 'nextMarked')}>
          Marked<span class="visually-hidden"> slice after this</span>
          <span aria-hidden="true"> ›</span>
        </button>
      </div>
    </div>
  );
}

/** The root makes small findings visible beside large ones. */
function heights(counts: readonly (number | undefined)[]): (slice: number) => number {
  const most = Math.max(1, ...counts.map((count) => count ?? 0));
  return (slice) => {
    const count = counts[slice] ?? 0;
    return count === 0 ? 0 : 0.15 + 0.85 * Math.sqrt(count / most);
  };
}

/** One path for all slices: hundreds of elements would be slow to lay out. */
function bars(slices: number, height: (slice: number) => number): string {
  let path = '';
  for (let slice = 0; slice < slices; slice++) {
    const h = height(slice);
    if (h > 0) path += `M${slice} 1v${-h}h1v${h}z`;
  }
  return path;
}
