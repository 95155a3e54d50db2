/** The report as a page to print, or to save as PDF by the browser's print dialog. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { currentReport } from '../app/export-results.js';
import { reportPictures } from '../app/report-pictures.js';
import { DISCLAIMER, type Report, type ReportEntry } from '../logic/report.js';
import { useAppState, useSession } from './context.js';
import { Dialog } from './dialog.jsx';
import { milliliters, percent } from './format.js';

export function ReportDialog() {
  const session = useSession();
  const { study, inputs, results } = useAppState();
  const several = inputs.filter(({ id }) => results[id]).length > 1;
  const [only, setOnly] = useState<string | undefined>(undefined);
  const report = useMemo(() => currentReport(session, only), [session, only]);
  const [pictures, setPictures] = useState<{ slice: number; url: string }[]>([]);
  useEffect(() => {
    let urls: string[] = [];
    reportPictures(session).then(
      (made) => {
        urls = made.map(({ url }) => url);
        setPictures(made);
      },
      () => {},
    );
    return () => {
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [session]);
  return (
    <Dialog title="Report" class="report">
      <p class="callout">
        <strong>{DISCLAIMER}</strong> Volumes and shares are estimates of a network.
      </p>
      {several && study && (
        <fieldset class="no-print">
          <legend>Report of</legend>
          <div class="segments">
            <button type="button" aria-pressed={only === undefined} onClick={() => setOnly(undefined)}>
              All files
            </button>
            <button type="button" aria-pressed={only !== undefined} onClick={() => setOnly(study.input)}>
              The open file
            </button>
          </div>
        </fieldset>
      )}
      <p class="fine">Made {new Date(report.created).toLocaleString()}.</p>
      <Makers report={report} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must be able to */}
      <section class="scroll" aria-label="Results" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">Slices</th>
              <th scope="col">Marked</th>
              <th scope="col">of the lungs</th>
              <th scope="col">of the body</th>
              <th scope="col">Corrected</th>
            </tr>
          </thead>
          <tbody>
            {report.results.map((entry) => (
              <Row key={`${entry.file}${entry.name}`} entry={entry} />
            ))}
          </tbody>
        </table>
      </section>
      {report.results.some(({ notes }) => notes.length > 0) && (
        <ul class="fine">
          {[...new Set(report.results.flatMap(({ notes }) => notes))].map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {report.failed.length > 0 && (
        <ul class="fine">
          {report.failed.map(({ file, error }) => (
            <li key={file}>
              {file}: {error}
            </li>
          ))}
        </ul>
      )}
      <div class="sheet">
        {pictures.map(({ slice, url }) => (
          <figure key={slice}>
            <img src={url} alt={`Slice ${slice + 1} with its mask`} />
            <figcaption>Slice {slice + 1}</figcaption>
          </figure>
        ))}
      </div>
      <div class="row no-print">
        <button type="button" class="primary" onClick={() => window.print()}>
          Print or save as PDF
        </button>
      </div>
    </Dialog>
  );
}

/** Every set of weights that made any of the masks, with the inputs that it made them of. */
function Makers({ report }: { report: Report }) {
  const makers = new Map<string, ReportEntry[]>();
  for (const entry of report.results) {
    const key = JSON.stringify([entry.weights, entry.backend, entry.versions]);
    makers.set(key, [...(makers.get(key) ?? []), entry]);
  }
  return (
    <>
      {[...makers].map(([key, entries]) => {
        const [{ weights, backend, versions, stale }] = entries;
        return (
          <dl class="pairs" key={key}>
            {makers.size > 1 && (
              <>
                <dt>Results</dt>
                <dd>{entries.map(({ file }) => file).join(', ')}</dd>
              </>
            )}
            <dt>Weights</dt>
            <dd>
              {weights
                ? `${weights.file} (${weights.parameters.toLocaleString('en-US')} parameters)`
                : 'none: drawn by hand'}
              {stale && <strong> Other weights are loaded now.</strong>}
            </dd>
            {weights?.note && (
              <>
                <dt>Note</dt>
                <dd>
                  <strong>{weights.note}</strong>
                </dd>
              </>
            )}
            {weights?.sha256 && (
              <>
                <dt>SHA-256</dt>
                <dd class="hash">{weights.sha256}</dd>
              </>
            )}
            {weights?.tta && (
              <>
                <dt>Views</dt>
                <dd>
                  {weights.tta === 'flips' ? 'four mirror images' : 'four mirror images at three sizes'}
                </dd>
              </>
            )}
            <dt>Computed on</dt>
            <dd>
              {backend}
              {versions ? `, MiniSeg ${versions.miniseg}, tfjs ${versions.tfjs}` : ''}
            </dd>
          </dl>
        );
      })}
    </>
  );
}

function Row({ entry }: { entry: ReportEntry }) {
  const share = (value: number | undefined) => (value === undefined ? '–' : percent(value, 2));
  return (
    <tr>
      <th scope="row">{entry.file}</th>
      <td>
        {entry.segmented} of {entry.slices}
      </td>
      <td>{entry.milliliters === undefined ? `${entry.voxels} pixels` : milliliters(entry.milliliters)}</td>
      <td>{share(entry.lungShare)}</td>
      <td>{share(entry.bodyShare)}</td>
      <td>{entry.editedSlices.length}</td>
    </tr>
  );
}
