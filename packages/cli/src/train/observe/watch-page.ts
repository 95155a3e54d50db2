/** The live page of a run: what the server tells it, as a bar, a line and the curves. */
import { html } from '../../report/html.js';
import { document } from '../../report/page.js';
import { DISCLAIMER } from '../../version.js';

/** Redraws with each message; where the server is gone it says so, and keeps what it shows. */
const SCRIPT = `
const at = (id) => document.getElementById(id);
const show = (id, text) => { at(id).textContent = text; };
const events = new EventSource('events');
let ended = false;
events.addEventListener('state', ({ data }) => {
  const { title, step, totalSteps, epoch, epochs, loss, left, status, curves } = JSON.parse(data);
  show('title', title);
  document.title = (status === 'running' ? Math.floor(100 * step / Math.max(1, totalSteps)) + ' % ' : status + ': ') + title;
  at('bar').max = Math.max(1, totalSteps);
  at('bar').value = step;
  show('epoch', epoch + ' of ' + epochs);
  show('step', step + ' of ' + totalSteps);
  show('loss', loss === undefined ? '-' : loss.toFixed(4));
  show('left', status === 'running' ? (left ?? 'not known yet') : '-');
  show('status', { running: 'Training.', finished: 'Finished. The report is in the folder of the run.',
    stopped: 'Stopped. The same command continues it.', failed: 'Failed. The terminal says why.' }[status]);
  ended = status !== 'running';
  if (ended) events.close();
  if (curves) {
    const svg = new DOMParser().parseFromString(curves, 'image/svg+xml').documentElement;
    at('curves').replaceChildren(document.importNode(svg, true));
  }
});
events.addEventListener('error', () => { if (!ended) show('status', 'No connection: the run has ended, or was killed.'); });
`;

export function watchPage(): string {
  return document(
    'MiniSeg is training',
    html`<header>
<p class="kicker">MiniSeg, live</p>
<h1 id="title">Training</h1>
<p class="lead" id="status" role="status">Waiting for the first step.</p>
<p class="notice">${DISCLAIMER}</p>
<p><progress id="bar" max="1" value="0" aria-label="Steps of the run"></progress></p>
<dl class="tiles"><div><dt>Epoch</dt><dd class="big" id="epoch">-</dd></div><div><dt>Step</dt><dd class="big" id="step">-</dd></div>
<div><dt>Loss</dt><dd class="big" id="loss">-</dd></div><div><dt>Time left</dt><dd class="big" id="left">-</dd></div></dl>
</header>
<main>
<h2>Learning curves</h2>
<div class="plot" id="curves"><p class="lead">After the first epoch.</p></div>
</main>`,
    { script: SCRIPT, connect: "'self'" },
  );
}
