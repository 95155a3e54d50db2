/** Everything that was opened, with what became of it. */

import { closeAll } from '../app/close-all.js';
import { openFiles } from '../app/open-files.js';
import { cancel, segmentInputs } from '../app/run.js';
import { showInput } from '../app/show-input.js';
import { isStale } from '../logic/is-stale.js';
import { sum } from '../logic/sum.js';
import type { InputInfo } from '../shared/types.js';
import type { State } from '../state/state.js';
import { useAppState, useSession } from './context.js';
import { FileButton } from './file-button.jsx';
import { Icon } from './icons.jsx';

export function FileList() {
  const session = useSession();
  const state = useAppState();
  const { inputs, problems, notTaken, study, opening, engine } = state;
  const open = inputs.filter(({ id }) => isOpen(state, id) && !state.failures[id]).map(({ id }) => id);
  const show = (id: string) => {
    cancel(session);
    showInput(session, id).catch((error) => session.tellOf(id, error));
  };
  return (
    <aside class="files" aria-label="Files">
      <div class="files-head">
        <h2>Files</h2>
        <FileButton
          label="More files to segment"
          multiple
          class="small"
          onFiles={(files) => openFiles(session, files)}
        >
          Add
        </FileButton>
        <button type="button" class="small" onClick={() => closeAll(session)}>
          Close all
        </button>
      </div>
      {inputs.length > 1 && open.length > 0 && (
        <button
          type="button"
          class="wide primary"
          disabled={!engine?.normalization || state.run !== undefined}
          onClick={() => segmentInputs(session, open)}
        >
          Segment all ({open.length} of {inputs.length} left)
        </button>
      )}
      <ul class="file-list">
        {inputs.map((input) => (
          <li key={input.id}>
            <button
              type="button"
              class="file"
              aria-current={input.id === study?.input ? 'true' : undefined}
              onClick={() => show(input.id)}
            >
              <Icon name={input.kind === 'picture' ? 'file' : 'stack'} />
              <span class="file-name">{input.label}</span>
              <span
                class={`file-state ${state.failures[input.id] ? 'bad' : isStale(state.results[input.id], state) ? 'stale' : ''}`}
              >
                {opening === input.id ? 'reading …' : stateOf(state, input)}
              </span>
            </button>
            {state.failures[input.id] && <p class="problem">{state.failures[input.id]}</p>}
          </li>
        ))}
      </ul>
      <Problems title="Could not be read" list={problems} />
      <Problems title="Left alone" list={notTaken} />
    </aside>
  );
}

function Problems({ title, list }: { title: string; list: State['problems'] }) {
  if (list.length === 0) return null;
  return (
    <details class="problems" open={title === 'Could not be read'}>
      <summary>
        {title} ({list.length})
      </summary>
      <ul>
        {list.map(({ file, reason }) => (
          <li key={file}>
            <strong>{file}</strong> {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Not segmented, or not by the weights that are loaded. */
function isOpen(state: State, id: string): boolean {
  const result = state.results[id];
  return result === undefined || result.counts.includes(undefined) || isStale(result, state);
}

function stateOf(state: State, { id, files }: InputInfo): string {
  const { failures, results, run } = state;
  if (failures[id]) return 'failed';
  const result = results[id];
  if (run?.input === id) return `${run.done} of ${run.total}`;
  if (run?.queue.includes(id)) return 'waits';
  if (isStale(result, state)) return 'other weights';
  if (!result) return files > 1 ? `${files} files` : '';
  const done = result.counts.filter((count) => count !== undefined).length;
  if (done < result.counts.length) return `${done} of ${result.counts.length}`;
  return sum(result.counts.map((count) => count ?? 0)) > 0 ? 'marked' : 'no marks';
}
