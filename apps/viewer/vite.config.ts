/**
 * `vite build` makes dist/miniseg-viewer.js, the element for any page, and the two pages that show it and the hook.
 * Assets lie beside, so that the folder can be served from anywhere.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  base: './',
  define: { 'process.env.NODE_ENV': '"production"' },
  esbuild: { jsx: 'automatic' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        page: at('index.html'),
        react: at('react.html'),
        'miniseg-viewer': at('src/miniseg-viewer.ts'),
      },
      // What the entry of the element exports is its use, and no page of ours takes all of it.
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: ({ name }) => (name === 'miniseg-viewer' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
