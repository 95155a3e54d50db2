/** What stands in the place of the picture where none can be shown: why, and what to do. */
import { closeAll } from '../app/close-all.js';
import { openFiles } from '../app/open-files.js';
import { useAppState, useSession } from './context.js';
import { FileButton } from './file-button.jsx';

const MOST = 3;

export function Trouble() {
  const session = useSession();
  const { inputs, problems, failures } = useAppState();
  const failed = [
    ...problems,
    ...inputs.flatMap(({ id, label }) => (failures[id] ? [{ file: label, reason: failures[id] }] : [])),
  ];
  if (inputs.some(({ id }) => !failures[id])) return <p>Choose a file to look at it.</p>;
  return (
    <section class="trouble" aria-label="Nothing to show">
      <h2>{failed.length === 1 ? 'This file cannot be shown' : 'None of these files can be shown'}</h2>
      <ul>
        {failed.slice(0, MOST).map(({ file, reason }) => (
          <li key={file}>
            <strong>{file}</strong> {reason}
          </li>
        ))}
        {failed.length > MOST && <li>{failed.length - MOST} more are in the list of files.</li>}
      </ul>
      <div class="row">
        <FileButton
          label="Other files"
          class="primary"
          multiple
          onFiles={(files) => openFiles(session, files)}
        >
          Choose other files
        </FileButton>
        <button type="button" onClick={() => closeAll(session)}>
          Back to the start
        </button>
      </div>
    </section>
  );
}
