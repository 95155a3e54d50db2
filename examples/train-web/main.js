/** The page: what the user sets, and what the worker reports. All work is done in `worker.js`. */
import { proxy, wrap } from 'comlink';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

const element = (id) => document.getElementById(id);
const trainer = wrap(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }));
const report = proxy(show);

/** Rows of the curves: step and loss; epoch and figures. */
const losses = [[], []];
const scores = [[], [], []];
const chart = (target, title, series) =>
  new uPlot(
    {
      title,
      width: 480,
      height: 260,
      scales: { x: { time: false } },
      axes: [axis, axis],
      series: [{}, ...series.map(([label, stroke]) => ({ label, stroke, width: 2 }))],
    },
    target === 'losses' ? losses : scores,
    element(target),
  );
// uPlot draws on a canvas, which knows no colors of the page.
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
const axis = dark ? { stroke: '#a3b1c6', grid: { stroke: '#334155' }, ticks: { stroke: '#334155' } } : {};
const lossChart = chart('losses', 'Loss by step', [['loss', dark ? '#6cb4ff' : '#0072b2']]);
const scoreChart = chart('scores', 'Validation by epoch', [
  ['DSC', '#d55e00'],
  ['mIoU', '#009e73'],
]);

let paused = false;
/** When the first step of this visit came, and how far the run was then: what is left goes by the pace since. */
let began;

element('settings').addEventListener('submit', (event) => {
  event.preventDefault();
  const number = (id) => Number(element(id).value);
  const files = [...element('folder').files];
  run(
    trainer.begin(
      {
        size: number('size'),
        epochs: number('epochs'),
        batch: number('batch'),
        // 0: those of the folder, or with `same` those of the last run.
        phantoms: files.length > 0 || element('same').checked ? 0 : number('phantoms'),
        same: files.length === 0 && element('same').checked,
        backend: element('backend').value,
      },
      files.map((file) => ({ name: file.webkitRelativePath, file })),
      report,
    ),
  );
});

element('pause').addEventListener('click', async () => {
  paused = !paused;
  element('pause').textContent = paused ? 'Continue' : 'Pause';
  if (paused) await trainer.pause();
  else await trainer.resume();
});

element('download').addEventListener('click', async () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await trainer.weights()]));
  link.download = 'weights.safetensors';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
});

// Another run of other settings keeps the slices; what was learned is replaced when it begins.
element('folder').addEventListener('change', () => {
  element('same').checked = false;
});

element('forget').addEventListener('click', async () => {
  try {
    await trainer.forget();
    location.reload();
  } catch (error) {
    say(`Failed: ${error.message}`);
  }
});

// A run that was going on when the page was closed or reloaded goes on by itself.
const kept = await trainer.kept();
if (kept) {
  for (const id of ['size', 'epochs', 'batch', 'backend']) element(id).value = kept[id];
  if (kept.phantoms > 0) element('phantoms').value = kept.phantoms;
  run(trainer.proceed(report));
} else say('Choose slices, or start with generated ones.');

async function run(training) {
  element('start').disabled = true;
  clear();
  for (const id of ['pause', 'forget']) element(id).disabled = false;
  try {
    await training;
  } catch (error) {
    say(`Failed: ${error.message}`);
  }
  element('start').disabled = false;
  element('pause').disabled = true;
  element('eta').textContent = '';
  await offerAgain();
}

/** The next run may take the slices of this one. */
async function offerAgain() {
  const kept = await trainer.kept().catch(() => undefined);
  if (!kept) return;
  element('start').textContent = 'Start again';
  element('same-label').hidden = false;
  element('same-count').textContent = String(kept.slices);
  element('same').checked = element('folder').files.length === 0 && kept.phantoms === 0;
}

function clear() {
  began = undefined;
  element('progress').value = 0;
  for (const column of [...losses, ...scores]) column.length = 0;
  element('overlays').replaceChildren();
}

/** One event of the worker. */
function show(event) {
  if (event.type === 'message') say(event.text);
  if (event.type === 'start') {
    for (const { step, loss, epoch, figures } of event.history) addEpoch({ step, loss, epoch, figures });
    drawCharts();
    say(`Training on ${event.backend}, step ${event.step} of ${event.total}.`);
  }
  if (event.type === 'step') {
    element('progress').value = event.step / event.total;
    losses[0].push(event.step);
    losses[1].push(event.loss);
    lossChart.setData(losses);
    began ??= { step: event.step, time: performance.now() };
    element('eta').textContent = timeLeft(event);
    say(`Epoch ${event.epoch + 1}, step ${event.step} of ${event.total}: loss ${event.loss.toFixed(4)}.`);
  }
  if (event.type === 'epoch') {
    addEpoch(event);
    drawCharts();
    element('download').disabled = false;
  }
  if (event.type === 'overlay') drawOverlay(event);
  if (event.type === 'pause') say(`Paused after step ${event.step}. The page may be closed.`);
  if (event.type === 'end') {
    element('download').disabled = false;
    say(`Done: DSC ${event.DSC?.toFixed(4)} on the validation slices.`);
  }
}

/** A point of the curves; after a reload the losses of single steps are gone, and the epochs' means take their place. */
function addEpoch({ step, loss, epoch, figures }) {
  if (losses[0].at(-1) === undefined || losses[0].at(-1) < step) {
    losses[0].push(step);
    losses[1].push(loss);
  }
  scores[0].push(epoch + 1);
  scores[1].push(figures?.DSC ?? null);
  scores[2].push(figures?.mIoU ?? null);
}

function drawCharts() {
  lossChart.setData(losses);
  scoreChart.setData(scores);
}

function timeLeft({ step, total }) {
  if (step === began.step) return '';
  const seconds = ((performance.now() - began.time) / 1000 / (step - began.step)) * (total - step);
  return seconds < 90 ? `About ${Math.ceil(seconds)} s left.` : `About ${Math.round(seconds / 60)} min left.`;
}

function drawOverlay({ id, width, height, pixels, DSC }) {
  let canvas = document.querySelector(`canvas[data-slice="${CSS.escape(id)}"]`);
  if (!canvas) {
    canvas = Object.assign(document.createElement('canvas'), { width, height, title: id });
    canvas.dataset.slice = id;
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    const head = document.createElement('p');
    head.className = 'sides';
    head.append(
      ...['true mask', 'found'].map((text) =>
        Object.assign(document.createElement('span'), { textContent: text }),
      ),
    );
    figure.append(head, canvas, caption);
    element('overlays').append(figure);
  }
  canvas.parentElement.querySelector('figcaption').textContent =
    `${id}: ${DSC === undefined ? 'no DSC' : `DSC ${DSC.toFixed(3)}`}`;
  canvas.getContext('2d').putImageData(new ImageData(pixels, width, height), 0, 0);
}

function say(text) {
  element('status').textContent = text;
}
