/** What is seen before any file is open. */

import { closeAll } from '../app/close-all.js';
import { openFiles, takeUp } from '../app/open-files.js';
import { openSample } from '../app/open-sample.js';
import { useAppState, useSession } from './context.js';
import { FileButton } from './file-button.jsx';
import { Icon } from './icons.jsx';

export function Start() {
  const session = useSession();
  const { kept, sorting } = useAppState();
  const open = (files: File[]) => openFiles(session, files);
  return (
    <main class="start">
      {kept && (
        <section class="kept" aria-label="Earlier work">
          <p>
            <strong>Your last work is still here:</strong> {kept.names.join(', ')}
            {kept.files > kept.names.length ? ` and ${kept.files - kept.names.length} more` : ''},{' '}
            {new Date(kept.savedAt).toLocaleString()}.
          </p>
          <div class="row">
            <button type="button" class="primary" onClick={() => takeUp(session)}>
              Take it up again
            </button>
            <button type="button" onClick={() => closeAll(session)}>
              Forget it
            </button>
          </div>
        </section>
      )}
      <section class="drop-zone" aria-label="Open files">
        <Icon name="stack" />
        <h2>Segment a CT in the browser</h2>
        <p>Drop a DICOM folder or zip, a NIfTI volume, or PNG and JPEG slices anywhere on this page.</p>
        <div class="row">
          <FileButton label="Files to segment" class="primary" multiple disabled={sorting} onFiles={open}>
            Choose files
          </FileButton>
          <FileButton label="Folder to segment" folder disabled={sorting} onFiles={open}>
            Choose a folder
          </FileButton>
          <button type="button" disabled={sorting} onClick={() => openSample(session)}>
            Try a drawn phantom
          </button>
        </div>
      </section>
      <ol class="steps" aria-label="How it goes">
        <li>
          <Icon name="stack" />
          <strong>Open</strong> a scan. It is read here, in the browser, and segmented at once.
        </li>
        <li>
          <Icon name="brush" />
          <strong>Look and correct.</strong> Three planes, Hounsfield units under the pointer, ruler, brush.
        </li>
        <li>
          <Icon name="download" />
          <strong>Take the masks</strong> as NIfTI, PNG or DICOM, with volumes and a report.
        </li>
      </ol>
      <ul class="facts">
        <li>
          <strong>Private.</strong> The page forbids itself every connection; your files are read and kept on
          this computer alone.
        </li>
        <li>
          <strong>Demo weights.</strong> What comes with the page was trained on drawn phantoms only, and has
          never seen a patient. Load weights of your own for real work.
        </li>
        <li>
          <strong>Research only.</strong> Not a medical device: nothing here may decide about a patient.
        </li>
      </ul>
    </main>
  );
}
