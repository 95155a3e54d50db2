/** An empty project of a user, with packages of this workspace installed from the tarballs that npm would publish. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GIVE_UP_SOON, outOfReach } from './registry.js';
import { run } from './run.js';
import { temporaryFolder } from './temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TarballProject {
  /** The project's folder. */
  path: string;
  /** Why nothing is installed, where neither the registry nor a copy on this machine could be had. */
  unreachable?: string;
  /** Runs a file of `e2e/programs` in the project. */
  program(file: string): Promise<void>;
  /** The JSON in a file of the project. */
  json<T>(file: string): Promise<T>;
  remove(): Promise<void>;
}

/**
 * @param names Folders below `packages`, built. The first is what the user asks for, the others are what it needs.
 * @param own The user's own dependencies.
 * @throws when packing or installing fails for another reason than a registry out of reach.
 */
export async function tarballProject(names: string[], own: string[]): Promise<TarballProject> {
  const { path: folder, remove } = await temporaryFolder();
  const project = path.join(folder, 'project');
  const result: TarballProject = {
    path: project,
    async program(file) {
      await cp(path.join(root, 'e2e', 'programs', file), path.join(project, file));
      await run(process.execPath, [file], project);
    },
    json: async (file) => JSON.parse(await readFile(path.join(project, file), 'utf8')),
    remove,
  };
  try {
    await mkdir(project);
    await install(project, names, own);
  } catch (error) {
    try {
      result.unreachable = outOfReach(error);
    } catch (error) {
      await remove();
      throw error;
    }
  }
  return result;
}

async function install(project: string, names: string[], own: string[]): Promise<void> {
  const { packageManager } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const pnpm = (cwd: string, ...args: string[]) =>
    run('npx', ['--yes', packageManager, ...args], cwd, GIVE_UP_SOON);
  const tarballs: Record<string, string> = {};
  for (const name of names) {
    const source = path.join(root, 'packages', name);
    if (!existsSync(path.join(source, 'dist', 'index.js'))) {
      throw new Error(`packages/${name} is not built. Run: npm run build`);
    }
    const packed = path.join(path.dirname(project), name);
    await pnpm(source, 'pack', '--pack-destination', packed);
    const [tarball] = await readdir(packed);
    tarballs[`@miniseg/${name}`] = `file:${path.join(packed, tarball)}`;
  }
  const asked = `@miniseg/${names[0]}`;
  const manifest = {
    private: true,
    type: 'module',
    dependencies: {
      [asked]: tarballs[asked],
      ...Object.fromEntries(own.map((name) => [name, '^4.22.0'])),
    },
    // What is not published yet resolves to its tarball too.
    pnpm: { overrides: tarballs },
  };
  await writeFile(path.join(project, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await pnpm(project, 'install', '--ignore-workspace', '--no-frozen-lockfile', '--prefer-offline');
}
