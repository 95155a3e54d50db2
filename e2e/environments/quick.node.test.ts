/** All packages, installed by npm from their tarballs, where most people use them. */
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the scripts
import { projectRoot } from '../../scripts/shared-folder.mjs';
// @ts-expect-error plain JavaScript, shared with the scripts
import { components } from '../../scripts/supply-chain/components.mjs';
import { NO_BROWSER } from '../support/browser.js';
import type { NpmProject } from '../support/npm-project.js';
import { openPage } from '../support/open-page.js';
import { serveFolder } from '../support/serve-folder.js';
import { viteBuild } from '../support/vite-build.js';
import { definitionsOf } from './definitions.js';
import {
  type Answer,
  answerOf,
  documented,
  type Environment,
  expectRight,
  QUICK,
  SLOW,
} from './environments.js';
import { installedPrograms } from './installed-programs.js';
import { typeErrors } from './type-errors.js';

describe('all packages from their tarballs', () => {
  const tests = installedPrograms();

  const inProject = (name: Environment, work: (project: NpmProject) => Promise<void>) =>
    it(name, async ({ skip }) => {
      if (tests.missing) skip(tests.missing);
      await work(tests.project);
    });

  inProject('Node, ES modules', async ({ run }) => {
    expectRight(answerOf(await run(process.execPath, ['in-node.mjs'])));
  });

  inProject('Node, CommonJS', async ({ run }) => {
    expectRight(answerOf(await run(process.execPath, ['in-node.cjs'])));
  });

  it('a bundle of decodePng has no codec in it', async ({ skip }) => {
    if (tests.missing) skip(tests.missing);
    const { outputFiles, metafile } = await build({
      stdin: {
        contents: "import { decodePng } from '@miniseg/formats'; console.log(decodePng);",
        resolveDir: tests.project.path,
      },
      bundle: true,
      minify: true,
      metafile: true,
      write: false,
    });
    expect(outputFiles[0].contents.length).toBeLessThan(20_000);
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    expect(used.map(([file]) => file).filter((file) => /codec|jpeg|dicom/.test(file))).toEqual([]);
  });

  describe('in a browser', () => {
    const site = () => path.join(tests.project.path, 'site');

    beforeAll(async () => {
      tests.missing ??= tests.browser ? undefined : NO_BROWSER;
      if (tests.missing) return;
      const bundle = (entryPoints: string[], splitting: boolean) =>
        build({
          absWorkingDir: tests.project.path,
          entryPoints,
          outdir: 'site',
          bundle: true,
          format: 'esm',
          splitting,
        });
      await bundle(['page.js', 'worker.js'], true);
      // A service worker may load nothing later.
      await bundle(['service-worker.js'], false);
      for (const file of ['index.html', 'scan.txt'])
        await cp(path.join(tests.project.path, file), path.join(site(), file));
    }, 60_000);

    async function ask(folder: string, hash: string): Promise<Answer> {
      const server = await serveFolder(folder);
      try {
        const { report } = await openPage<Answer>(tests.browser!, `${server.origin}/index.html${hash}`);
        return report;
      } finally {
        await server.close();
      }
    }

    inProject('esbuild', async () => expectRight(await ask(site(), '')));
    inProject('Web worker', async () => expectRight(await ask(site(), '#worker')));
    inProject('Service worker', async () =>
      expectRight(await ask(site(), '#service-worker'), /2 worker\(s\) could not be started/),
    );

    inProject('Vite', async ({ path: root }) => {
      const built = path.join(root, 'vite-site');
      await viteBuild(root, built);
      await cp(path.join(root, 'scan.txt'), path.join(built, 'scan.txt'));
      expectRight(await ask(built, ''));
      expectRight(await ask(built, '#worker'));
    });
  });

  it('what npm installs is what the bill of materials says', async ({ skip }) => {
    if (tests.missing) skip(tests.missing);
    const lock = JSON.parse(
      await readFile(path.join(tests.project.path, 'node_modules/.package-lock.json'), 'utf8'),
    );
    const installed = Object.entries<{ name?: string; optional?: boolean }>(lock.packages);
    // By an alias, the folder has another name. What is optional is not billed.
    const names = installed.flatMap(([folder, { name, optional }]) =>
      optional ? [] : [name ?? folder.replace(/.*node_modules\//, '')],
    );
    const billed = (components(projectRoot) as { manifest: { name: string } }[]).map(
      ({ manifest }) => manifest.name,
    );
    expect([...new Set(names)].sort()).toEqual([...new Set(billed)].sort());
  });

  it('types hold with skipLibCheck: false, as far as they are ours', async ({ skip }) => {
    if (tests.missing) skip(tests.missing);
    expect(await typeErrors(tests.project.path)).toEqual([]);
  });

  it.for([
    ['metrics', '@miniseg/metrics', 'dice', 'metrics/src/'],
    [
      'a class of a package that another one re-exports',
      '@miniseg/model',
      'segment',
      'model/src/segment/segment.ts',
    ],
    ['an entry of its own', '@miniseg/zoo/unet', 'unet', 'zoo/src/networks/unet.ts'],
  ])('"go to definition" reaches the source: %s', async ([, module, name, source], { skip }) => {
    if (tests.missing) skip(tests.missing);
    const [file, text] = await definitionsOf(tests.project.path, module, name);
    expect(file).toContain(`node_modules/@miniseg/${source}`);
    expect(text).toContain(name);
  });

  it('a stack trace of Node names lines of the source', async ({ skip }) => {
    if (tests.missing) skip(tests.missing);
    const program = "import { confusion } from '@miniseg/metrics'; confusion([0], [0, 1], { classes: 2 });";
    const failed = tests.project.run(process.execPath, [
      '--enable-source-maps',
      '--input-type=module',
      '-e',
      program,
    ]);
    await expect(failed).rejects.toThrow(/metrics[\\/]src[\\/].*\.ts:\d+/);
  });
});

it('docs/environments.md has a row for each environment that is tested, and for no other', async () => {
  expect(documented().sort()).toEqual([...QUICK, ...SLOW].sort());
});
