/**
 * `<miniseg-viewer>`: a scan, what MiniSeg finds in it, and a slider for its slices, as an element for any page.
 *
 *     <script type="module" src="miniseg-viewer.js"></script>
 *     <miniseg-viewer weights="weights.safetensors" src="scan.nii.gz"></miniseg-viewer>
 *
 * Files of the reader are given by script: `viewer.open([file])`. Events: `segmented`, whose detail is a
 * `SegmentedScan`, and `failed`, whose detail is the error.
 */
import { paint } from './paint.js';
import { fetchBytes, loadSegmenter, type SegmentedScan, type Segmenter } from './segmenter.js';

const TEMPLATE = `
<style>
  :host { display: block; color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
  canvas { display: block; width: 100%; background: #000; image-rendering: auto; }
  .bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 0; }
  .bar[hidden] { display: none; }
  input[type=range] { flex: 1 1 120px; min-height: 24px; }
  p { margin: 4px 0; }
</style>
<canvas role="img" width="1" height="1" aria-label="No scan"></canvas>
<div class="bar" hidden>
  <label>Slice <output></output></label>
  <input type="range" min="1" value="1" aria-label="Slice">
  <label><input type="checkbox" checked> Marks</label>
</div>
<p role="status"></p>
<p><small>Not a medical device: for research and education only.</small></p>`;

/** Where there is no page, as on a server, the class can be imported all the same. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

export class MiniSegViewer extends Base {
  static readonly observedAttributes = ['weights', 'src'];

  #segmenter?: { weights: string; ready: Promise<Segmenter> };
  #scan?: SegmentedScan;
  /** Ends what an attribute or a call started before. */
  #work?: AbortController;
  readonly #root = this.attachShadow({ mode: 'open' });

  constructor() {
    super();
    this.#root.innerHTML = TEMPLATE;
    this.#slider.addEventListener('input', () => void this.#show());
    this.#marks.addEventListener('change', () => void this.#show());
  }

  /** The scan that is shown, with its labels; undefined before. */
  get scan(): SegmentedScan | undefined {
    return this.#scan;
  }

  connectedCallback(): void {
    if (this.hasAttribute('src')) void this.#openAddress();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (name === 'weights') this.#forgetSegmenter();
    if (this.hasAttribute('src')) void this.#openAddress();
  }

  disconnectedCallback(): void {
    this.#work?.abort();
    this.#forgetSegmenter();
  }

  /**
   * Segments a scan and shows it. What was being segmented before is given up.
   *
   * @param files One picture, volume, or DICOM series.
   * @returns The scan with its labels; undefined where it could not be segmented, which the element then says, or where
   * another call took its place.
   */
  async open(files: readonly File[]): Promise<SegmentedScan | undefined> {
    return this.#begin(async (signal) => {
      const segmenter = await this.#load();
      signal.throwIfAborted();
      return segmenter.segment(files, {
        signal,
        onProgress: (done, total) => this.#say(`Slice ${done} of ${total} …`),
      });
    });
  }

  #openAddress(): Promise<SegmentedScan | undefined> {
    const source = new URL(this.getAttribute('src') ?? '', document.baseURI);
    return this.#begin(async (signal) => {
      const name = source.pathname.split('/').at(-1) || 'scan';
      const file = new File([(await fetchBytes(source, signal)) as Uint8Array<ArrayBuffer>], name);
      const segmenter = await this.#load();
      signal.throwIfAborted();
      return segmenter.segment([file], { signal });
    });
  }

  async #begin(work: (signal: AbortSignal) => Promise<SegmentedScan>): Promise<SegmentedScan | undefined> {
    this.#work?.abort();
    const own = new AbortController();
    this.#work = own;
    this.#say('Reading …');
    try {
      const scan = await work(own.signal);
      own.signal.throwIfAborted();
      this.#scan = scan;
      await this.#lookAtMostMarks();
      this.#say(`${scan.marked.toLocaleString('en')} voxels marked. ${scan.notes.join(' ')}`);
      this.dispatchEvent(new CustomEvent('segmented', { detail: scan }));
      return scan;
    } catch (error) {
      if (own.signal.aborted) return undefined;
      this.#say(error instanceof Error ? error.message : String(error));
      this.dispatchEvent(new CustomEvent('failed', { detail: error }));
      return undefined;
    }
  }

  #load(): Promise<Segmenter> {
    const weights = this.getAttribute('weights');
    if (weights === null) throw new Error('The element has no weights: set its attribute "weights".');
    if (this.#segmenter?.weights !== weights) {
      this.#forgetSegmenter();
      const ready = loadSegmenter(new URL(weights, document.baseURI));
      this.#segmenter = { weights, ready };
      // Told by whoever waits for it; the next call tries again.
      ready.catch(() => {
        if (this.#segmenter?.ready === ready) this.#segmenter = undefined;
      });
    }
    return this.#segmenter!.ready;
  }

  #forgetSegmenter(): void {
    this.#segmenter?.ready.then(
      (segmenter) => segmenter.dispose(),
      () => undefined,
    );
    this.#segmenter = undefined;
  }

  /** Begins where there is most to see. */
  async #lookAtMostMarks(): Promise<void> {
    const { shape, labels } = this.#scan!;
    const [slices, rows, columns] = shape;
    const counts = Array.from({ length: slices }, (_, i) => {
      const slice = labels.subarray(i * rows * columns, (i + 1) * rows * columns);
      return slice.reduce((count, label) => count + (label > 0 ? 1 : 0), 0);
    });
    const most = Math.max(...counts);
    this.#slider.max = String(slices);
    this.#slider.value = String(1 + (most > 0 ? counts.indexOf(most) : slices >> 1));
    this.#bar.hidden = false;
    await this.#show();
  }

  async #show(): Promise<void> {
    const scan = this.#scan;
    if (!scan) return;
    const index = Number(this.#slider.value) - 1;
    const slice = await scan.slice(index);
    // Another slice was asked for, or another scan opened, while this one was read.
    if (scan !== this.#scan || index !== Number(this.#slider.value) - 1) return;
    const { width, height } = slice;
    const labels = scan.labels.subarray(index * width * height, (index + 1) * width * height);
    this.#canvas.width = width;
    this.#canvas.height = height;
    const pixels = paint(slice, this.#marks.checked ? labels : undefined);
    this.#canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
    const count = labels.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0);
    this.#canvas.setAttribute('aria-label', `Slice ${index + 1} of ${scan.shape[0]}, ${count} pixels marked`);
    this.#root.querySelector('output')!.textContent = `${index + 1} of ${scan.shape[0]}`;
  }

  #say(text: string): void {
    this.#root.querySelector('[role=status]')!.textContent = text;
  }

  get #canvas(): HTMLCanvasElement {
    return this.#root.querySelector('canvas')!;
  }

  get #bar(): HTMLElement {
    return this.#root.querySelector('.bar')!;
  }

  get #slider(): HTMLInputElement {
    return this.#root.querySelector('input[type=range]')!;
  }

  get #marks(): HTMLInputElement {
    return this.#root.querySelector('input[type=checkbox]')!;
  }
}

// A second copy of this file on a page leaves the first in place.
if (globalThis.customElements && !customElements.get('miniseg-viewer')) {
  customElements.define('miniseg-viewer', MiniSegViewer);
}

export { loadSegmenter, type SegmentedScan, type Segmenter } from './segmenter.js';
