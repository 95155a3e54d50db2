/**
 * Two projects over the same test files: `node` runs them on the cpu and wasm backends, `browser` on webgl in a
 * real Chromium. `*.node.test.ts` runs in Node only, `*.browser.test.ts` in the browser only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
// @ts-expect-error plain JavaScript, shared with the scripts
import { BROWSER_ARGUMENTS, findBrowser } from './scripts/find-browser.mjs';
// @ts-expect-error plain JavaScript, shared with the scripts
import { projectRoot, sharedFolder } from './scripts/shared-folder.mjs';

const shared: string | undefined = sharedFolder();
const browser: string | undefined = await findBrowser();
const packages = readdirSync(path.join(projectRoot, 'packages'));

/** Tests run on the sources: `@miniseg/x` and `@miniseg/x/sub` resolve to `src`, not to the built `dist`. */
const alias = packages.map((name) => ({
  find: new RegExp(`^@miniseg/${name}(/[a-z-]+)?$`),
  replacement: `${path.join(projectRoot, 'packages', name, 'src')}$1/index.ts`,
}));
// A network of the zoo is a file of its own, not a folder.
alias.unshift({
  find: /^@miniseg\/zoo\/(?!(?:backbones|names)$)([a-z0-9_]+)$/,
  replacement: `${path.join(projectRoot, 'packages', 'zoo', 'src', 'networks')}/$1.ts`,
});

/**
 * Properties are tried with the same random cases each time, so that a run says something about the change and not about
 * luck. `MINISEG_SEED=<number>` tries others, `MINISEG_SEED=random` new ones each time.
 */
const seed = process.env.MINISEG_SEED ?? '1';
const repeatableProperties = {
  name: 'repeatable-properties',
  enforce: 'pre' as const,
  transform: (code: string, file: string) =>
    seed !== 'random' && file.endsWith('.test.ts') && code.includes("from 'fast-check'")
      ? `${code}\nimport { configureGlobal as repeat } from 'fast-check';\nrepeat({ seed: ${Number(seed)} });\n`
      : undefined,
};

const common = {
  resolve: { alias },
  plugins: [repeatableProperties],
};
const provide = { sharedAvailable: shared !== undefined };
// What is waited for comes late on a busy machine; the default gives up after a second.
const expect = { poll: { timeout: 30_000 } };
// On a shared build server a pause of the machine may fail one of thousands of tests; a fault fails twice. The report names
// what was tried again.
const retry = process.env.CI ? 1 : 0;
const setupFiles = [path.join(projectRoot, 'scripts', 'typed-array-equality.ts')];

export default defineConfig({
  test: {
    projects: [
      {
        ...common,
        test: {
          name: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            '{apps,examples}/*/src/**/*.test.ts',
            'e2e/**/*.node.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          environment: 'node',
          // By default one fewer than there are cores: a single one on a machine with two.
          maxWorkers: os.availableParallelism(),
          testTimeout: 120_000,
          hookTimeout: 60_000,
          env: { MINISEG_SHARED: shared ?? '' },
          provide,
          retry,
          expect,
          setupFiles,
        },
      },
      {
        ...common,
        define: { 'process.env.NODE_ENV': '"test"' },
        optimizeDeps: {
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-layers',
            '@tensorflow/tfjs-backend-cpu',
            '@tensorflow/tfjs-backend-webgl',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgpu',
            'fast-check',
          ],
        },
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['**/*.node.test.ts', '**/node_modules/**'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // One page at a time: software WebGL uses every core already.
          fileParallelism: false,
          provide,
          retry,
          expect,
          setupFiles,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(browser ? { executablePath: browser } : {}),
                args: BROWSER_ARGUMENTS,
              },
            }),
            instances: [{ browser: 'chromium' }],
            commands: {
              /** A file below the shared folder, in base64: a page cannot read the disk. */
              readShared: (_context: unknown, file: string) =>
                readFileSync(path.join(shared ?? '', file)).toString('base64'),
            },
          },
        },
      },
    ],
  },
});
