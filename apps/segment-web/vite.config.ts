/**
 * `vite build` makes a site for any static host, also in a subfolder. `vite build --mode file` makes one HTML file
 * that works when it is opened from the disk.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './build/content-security-policy.js';
import { offline } from './build/offline.js';
import { onePage } from './build/one-page.js';

/** That of the command line: both write the same files. */
const { version } = JSON.parse(
  readFileSync(new URL('../../packages/cli/package.json', import.meta.url), 'utf8'),
) as { version: string };

export default defineConfig(({ mode }) => {
  const single = mode === 'file';
  return {
    base: './',
    publicDir: single ? false : 'public',
    define: {
      'process.env.NODE_ENV': '"production"',
      __SINGLE_FILE__: String(single),
      __MINISEG_VERSION__: JSON.stringify(version),
    },
    resolve: single
      ? {
          alias: [
            {
              find: /^\.\/make-worker\.js$/,
              replacement: fileURLToPath(new URL('src/app/make-worker.file.ts', import.meta.url)),
            },
          ],
        }
      : {},
    assetsInclude: ['**/*.safetensors', '**/*.wasm'],
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    // A page without an origin can start plain workers alone, no modules.
    worker: { format: single ? 'iife' : 'es', rollupOptions: { output: { inlineDynamicImports: single } } },
    build: {
      target: 'es2022',
      outDir: single ? 'dist-file' : 'dist',
      // The polyfill fetches, which the policy forbids; browsers of today need none.
      modulePreload: { polyfill: false },
      assetsInlineLimit: (file) => (single ? true : file.endsWith('.wasm')),
      cssCodeSplit: !single,
      chunkSizeWarningLimit: 4000,
      rollupOptions: { output: { inlineDynamicImports: single } },
    },
    plugins: [contentSecurityPolicy(single), ...(single ? [onePage()] : [offline()])],
  };
});
