/** The page as a user has it: opens files, presses buttons, waits for masks, takes downloads. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';

interface PageState {
  inputs: { id: string; label: string }[];
  problems: { file: string; reason: string }[];
  notTaken: { file: string; reason: string }[];
  failures: Record<string, string>;
  study?: { input: string; shape: number[]; hounsfield: boolean };
  results: Record<
    string,
    {
      counts: (number | null)[];
      edited: number[];
      shares?: { lungShare?: number };
      maker?: { file: string; sha256?: string; versions?: { miniseg: string; tfjs: string } };
    }
  >;
  trained: { id: number; file: string; saved: boolean }[];
  look: {
    slice: number;
    window: number[];
    overlay: string;
    viewport: { zoom: number; x: number; y: number };
  };
  tool: string;
  undo: number;
  engine?: { backend: string; file: string; checks?: { passed: number; total: number } };
  messages: { kind: string; text: string; next?: string }[];
  run?: { done: number };
}

export interface MemoryFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export class App {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page and everything that was asked of a network. */
  readonly errors: string[] = [];
  readonly requests: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(90_000);
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    context.on('request', (request) => this.requests.push(request.url()));
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<App> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const app = new App(context, await context.newPage());
    await app.page.goto(url);
    await app.ready();
    return app;
  }

  async ready(): Promise<void> {
    await this.page.locator('.chip.ready, .chip.failed').waitFor();
  }

  /** By the picker of the start page, or of the list. */
  async files(files: string | string[] | MemoryFile[]): Promise<void> {
    const picker = this.page.getByLabel(/files to segment/i).first();
    await picker.setInputFiles(files as string[]);
  }

  /** Until everything that was started is done. */
  async finished(options: { timeout?: number } = {}): Promise<void> {
    const done = () => {
      const { session } = (globalThis as never as { miniseg: { session: AnySession } }).miniseg;
      const { study, results, run, sorting, opening, failures, inputs } = session.store.get();
      if (run || sorting || opening) return false;
      const result = study && results[study.input];
      return (
        result?.counts.every((count: unknown) => count !== undefined) ||
        (inputs.length > 0 && Object.keys(failures).length > 0)
      );
    };
    await this.page.waitForFunction(done, undefined, options);
  }

  state(): Promise<PageState> {
    return this.page.evaluate(() =>
      JSON.parse(
        JSON.stringify(
          (globalThis as never as { miniseg: { session: AnySession } }).miniseg.session.store.get(),
        ),
      ),
    );
  }

  /** Where a volume is shown once it is segmented: at the most marks, or in the middle where there are none. */
  async openingSlice(): Promise<number> {
    const { counts } = await this.result();
    const most = Math.max(...counts.map((count) => count ?? 0));
    return most > 0 ? counts.indexOf(most) : Math.floor(counts.length / 2);
  }

  async result() {
    const { results, study } = await this.state();
    return results[study?.input ?? ''];
  }

  press(button: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name: button }).first().click();
  }

  async download(button: string | RegExp): Promise<{ name: string; bytes: Uint8Array }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.press(button)]);
    return {
      name: download.suggestedFilename(),
      bytes: new Uint8Array(await readFile(await download.path())),
    };
  }

  async useWeights(file: string, normalization?: { mean: number; std: number }): Promise<void> {
    await this.page.locator('.chip').click();
    await this.page.getByLabel('Weights', { exact: true }).setInputFiles(file);
    if (normalization) {
      await this.page.getByLabel('Mean').fill(String(normalization.mean));
      await this.page.getByLabel('Deviation').fill(String(normalization.std));
      await this.press('Use them');
    }
    await this.page.locator('.chip.loading').waitFor({ state: 'detached' });
    await this.page.waitForFunction(() =>
      Boolean(
        (globalThis as never as { miniseg: { session: AnySession } }).miniseg.session.store.get().engine
          ?.normalization,
      ),
    );
    await this.press('Close');
  }

  /** A stroke over the middle of the picture. */
  async stroke(): Promise<void> {
    const box = await this.page.getByTestId('pane-found').boundingBox();
    if (!box) throw new Error('no picture');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x - 40, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 40, y + 20, { steps: 4 });
    await this.page.mouse.up();
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** What the page leaves for tests and the console. */
interface AnySession {
  // biome-ignore lint/suspicious/noExplicitAny: the page's own types are the example's
  store: { get(): any };
}
