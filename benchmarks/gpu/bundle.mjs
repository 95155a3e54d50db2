/** The page's script, and for a kit also what runs in Node, each as one file. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const require = createRequire(import.meta.url);

const REQUIRE = `import { createRequire as makeRequire } from 'node:module'; import { fileURLToPath as toPath } from 'node:url';
import toFolder from 'node:path'; const require = makeRequire(import.meta.url); const __filename = toPath(import.meta.url);
const __dirname = toFolder.dirname(__filename);`;

/** page.js, and onnxruntime-web beside it. */
export async function bundlePage(folder) {
  mkdirSync(path.join(folder, 'ort'), { recursive: true });
  await build({
    entryPoints: [here('page-case.mjs')],
    outfile: path.join(folder, 'page.js'),
    bundle: true,
    format: 'iife',
    minify: true,
    logLevel: 'error',
  });
  const ort = path.dirname(require.resolve('onnxruntime-web'));
  for (const name of readdirSync(ort)) {
    if (/^ort\.webgpu\.min\.mjs$|^ort-wasm-simd-threaded\.(asyncify|jsep)\.(mjs|wasm)$/.test(name)) {
      copyFileSync(path.join(ort, name), path.join(folder, 'ort', name));
    }
  }
}

/** Nothing is found by its name there: node-case.mjs provides WebGPU itself, and the wasm files lie beside it. */
const ALONE = {
  name: 'alone',
  setup(bundler) {
    bundler.onLoad({ filter: /backends[/]dist[/]import-node[.]js$/ }, () => ({
      contents: 'export const importNode = async () => ({ provideWebgpu: async () => {} });',
    }));
  },
};

/** gpu.mjs and node-case.mjs. */
export async function bundleNode(folder) {
  await build({
    entryPoints: { gpu: here('../gpu.mjs'), 'node-case': here('node-case.mjs') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    banner: { js: REQUIRE },
    plugins: [ALONE],
    // Only a checkout packs and bundles.
    external: [
      ...['./gpu/pack.mjs', './bundle.mjs', '../../scripts/find-browser.mjs'],
      ...['webgpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
    ],
    logLevel: 'error',
  });
  const wasm = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  for (const name of readdirSync(wasm)) {
    if (name.endsWith('.wasm')) copyFileSync(path.join(wasm, name), path.join(folder, name));
  }
}
