/**
 * The release, rehearsed: all packages are published to a registry on this machine, as .github/workflows/release.yml
 * does it, and installed from there in empty projects, where the samples of their READMEs run. What is not ours comes
 * from the registry that npm is set to.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readmeExamples, runReadmeExample } from '@miniseg/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, as `npm run pack` runs it
import { pack } from '../../scripts/pack.mjs';
// @ts-expect-error plain JavaScript, as `npm run release` runs it
import { inOrder, publishAll } from '../../scripts/release.mjs';
import { type LocalRegistry, localRegistry } from '../support/local-registry.js';
import { GIVE_UP_SOON, outOfReach } from '../support/registry.js';
import { run } from '../support/run.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

describe('a release to a registry on this machine', () => {
  let folder: TemporaryFolder;
  let registry: LocalRegistry;

  beforeAll(async () => {
    folder = await temporaryFolder();
    registry = await localRegistry(folder.path);
    const tarballs = path.join(folder.path, 'tarballs');
    pack(tarballs);
    publishAll(tarballs, registry.env);
  }, 900_000);
  afterAll(async () => {
    await registry?.close();
    await folder?.remove();
  });

  /** An empty project in which the README's own lines have installed a package; undefined where npm is out of reach. */
  async function installed(name: string, readme: string): Promise<string | undefined> {
    const lines = [...readme.matchAll(/^npm install (.+)$/gm)].map(([, names]) => names);
    const asked = lines.length > 0 ? lines.join(' ') : `@miniseg/${name}`;
    const project = path.join(folder.path, name);
    await mkdir(project);
    await writeFile(path.join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    // Of everything else the user's own settings say where it is.
    await writeFile(path.join(project, '.npmrc'), `@miniseg:registry=${registry.url}\n`);
    const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    try {
      await run('npm', ['install', ...quiet, ...asked.split(' ')], project, GIVE_UP_SOON);
    } catch (error) {
      outOfReach(error);
      return undefined;
    }
    return project;
  }

  const readmeOf = (name: string) =>
    readFile(path.join(import.meta.dirname, '../../packages', name, 'README.md'), 'utf8');
  const UNREACHABLE = 'The npm registry cannot be reached: nothing could be installed.';

  it('every package is there, with what it needs, and no manifest names a workspace or a private package', async () => {
    const order = (inOrder() as { name: string }[]).map(({ name }) => name);
    expect(new Set(order).size).toBe(order.length);
    for (const [i, name] of order.entries()) {
      const { versions } = await (await fetch(`${registry.url}${name.replace('/', '%2f')}`)).json();
      const [manifest] = Object.values<Record<string, Record<string, string>>>(versions);
      const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = manifest;
      const ours = Object.keys(dependencies).filter((of) => of.startsWith('@miniseg/'));
      expect(order.slice(0, i), `before ${name}`).toEqual(expect.arrayContaining(ours));
      const all = { ...dependencies, ...devDependencies, ...peerDependencies };
      expect(Object.values(all).filter((range) => /workspace|catalog|link|file/.test(range))).toEqual([]);
      expect(Object.keys(all)).not.toContain('@miniseg/testkit');
    }
  });

  it('is finished by a second start, which publishes nothing again', () => {
    const [first, second] = inOrder();
    expect(() => publishAll(path.join(folder.path, 'tarballs'), registry.env, [first, second])).not.toThrow();
  }, 400_000);

  it.for(['metrics', 'ahsp'])(
    '@miniseg/%s: every sample of its README runs in an empty project',
    { timeout: 400_000 },
    async (name, { skip }) => {
      const readme = await readmeOf(name);
      const project = (await installed(name, readme)) ?? skip(UNREACHABLE);
      const examples = readmeExamples(readme);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) await runReadmeExample(example, { place: project, folder: project });
    },
  );

  it('@miniseg/cli: what its README says to try without data runs in an empty project', async ({ skip }) => {
    const readme = await readmeOf('cli');
    const project = (await installed('cli', readme)) ?? skip(UNREACHABLE);
    const [block] = /^miniseg data phantom[^`]*/m.exec(readme) ?? [];
    const commands = (block ?? '').trim().split('\n');
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) {
      await run('npx', ['--no-install', ...command.split(' ')], project);
    }
    const doctor = JSON.parse(
      await run('npx', ['--no-install', 'miniseg', 'doctor', '--backend', 'wasm', '--json'], project),
    );
    expect(doctor.machine.versions.node).toBe(process.versions.node);
  }, 400_000);
});
