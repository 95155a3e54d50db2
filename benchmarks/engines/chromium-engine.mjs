/** An engine in a page of Chromium, isolated from other origins, so that it may have threads. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launchChromium, NO_BROWSER } from '../../e2e/support/chromium.mjs';
import { answer, answerRuns, readOptions } from './serve.mjs';

const options = readOptions();
const { page: kind, runtime, modules, logits, size, threads, version } = options;
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const tflite = options.onnx.replace(/\.onnx$/, '.tflite');
if (kind === 'litert' && !existsSync(tflite)) {
  throw new Error('LiteRT.js reads what LiteRT of Python has converted in the same run. Add --only litert.');
}
/** By name: what a page may read. */
const files = {
  onnx: () => readFileSync(options.onnx),
  image: () => readFileSync(options.image),
  imageNhwc: () => readFileSync(options.imageNhwc),
  tflite: () => readFileSync(tflite),
  program: () => readFileSync(options.program),
};

const { outputFiles } = await build({
  stdin: {
    contents:
      `import './page.mjs';\nimport { start } from './${kind}.mjs';\n` +
      'globalThis.begin = (options) => globalThis.serveEngine(start, options);',
    resolveDir: fileURLToPath(new URL('chromium', import.meta.url)),
  },
  bundle: true,
  write: false,
  format: 'esm',
  nodePaths: modules ? [modules] : [],
  logLevel: 'silent',
});
const server = createServer(serve);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await launchChromium();
if (!browser) throw new Error(NO_BROWSER);
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.waitForFunction(() => 'begin' in globalThis);
const name = await page.evaluate((options) => globalThis.begin(options), { size, threads, version });
answer({ ready: `${name}, ${browser.browserType().name()} ${browser.version()}` });
await answerRuns((count) => page.evaluate((count) => globalThis.times(count), count));

async function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  const send = (content, type = 'application/octet-stream') =>
    response.writeHead(200, { 'content-type': type }).end(content);
  try {
    if (pathname === '/') return send('<script type="module" src="/engine.js"></script>', 'text/html');
    if (pathname === '/engine.js') return send(outputFiles[0].text, 'text/javascript');
    if (pathname === '/logits') {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      writeFileSync(logits, Buffer.concat(chunks));
      return send('');
    }
    const [, folder, file] = pathname.split('/');
    if (folder === 'file' && files[file]) return send(files[file]());
    const own = path.join(runtime ?? '', file ?? '');
    if (folder === 'runtime' && existsSync(own)) return send(readFileSync(own), TYPES[path.extname(own)]);
  } catch (error) {
    console.error(error.message);
  }
  response.writeHead(404).end();
}
