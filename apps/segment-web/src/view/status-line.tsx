/** How far the run is, with its end in reach; and the same in words for screen readers. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { cancel } from '../app/run.js';
import type { Run } from '../state/state.js';
import { useAppState, useSession } from './context.js';

export function StatusLine() {
  const session = useSession();
  const { run, inputs, results } = useAppState();
  const [spoken, setSpoken] = useState('');
  const before = useRef<Run | undefined>(undefined);
  const name = (id: string) => inputs.find((input) => input.id === id)?.label ?? '';

  useEffect(() => {
    const last = before.current;
    before.current = run;
    if (run && quarter(run) !== (last && quarter(last))) {
      setSpoken(`Segmenting ${name(run.input)}: ${run.done} of ${run.total} slices`);
    } else if (!run && last) {
      const result = results[last.input];
      const done = result?.counts.every((count) => count !== undefined);
      const marked = result?.counts.filter(Boolean).length ?? 0;
      setSpoken(done ? `Done: ${marked} slices have marks` : 'Stopped');
      // A tab in the background says so in its title.
      if (document.hidden) document.title = done ? '✓ MiniSeg' : 'MiniSeg';
    }
  });
  useEffect(() => {
    const back = () => {
      if (!document.hidden) document.title = 'MiniSeg';
    };
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, []);

  return (
    <div class={`status ${run ? 'running' : ''}`}>
      {run && (
        <>
          <progress max={run.total} value={run.done} aria-label={`Segmenting ${name(run.input)}`} />
          <span>
            {run.done} of {run.total} slices
            {run.queue.length > 0 ? `, ${run.queue.length} more files` : ''}
          </span>
          <button type="button" class="small" onClick={() => cancel(session)}>
            Cancel
          </button>
        </>
      )}
      <p class="visually-hidden" role="status">
        {spoken}
      </p>
    </div>
  );
}

const quarter = ({ input, done, total }: Run) => `${input} ${Math.floor((4 * done) / total)}`;
