/** A project of a user who installs by npm: every package of this workspace from its tarball, and what else they want. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
// @ts-expect-error plain JavaScript, as `npm run pack` runs it
import { pack } from '../../scripts/pack.mjs';
import { GIVE_UP_SOON, outOfReach } from './registry.js';
import { run } from './run.js';
import { temporaryFolder } from './temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface NpmProject {
  /** The project's folder. */
  path: string;
  /** Why nothing is installed, where neither the registry nor a copy on this machine could be had. */
  unreachable?: string;
  /** Installs more, as `npm install` understands it; says why where the registry cannot be reached. */
  install(...specifiers: string[]): Promise<string | undefined>;
  /** Copies files of a folder of this repository into the project. */
  copy(folder: string, ...files: string[]): Promise<void>;
  /** Runs a program in the project, and gives what it wrote to the standard output. */
  run(command: string, args: string[], settings?: Record<string, string>): Promise<string>;
  remove(): Promise<void>;
}

/** @throws when packing or installing fails for another reason than a registry out of reach. */
export async function npmProject(own: string[] = []): Promise<NpmProject> {
  const { path: folder, remove } = await temporaryFolder();
  const project = path.join(folder, 'project');
  const npm = async (...args: string[]) => {
    try {
      const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
      await run('npm', ['install', ...quiet, ...args], project, GIVE_UP_SOON);
      return undefined;
    } catch (error) {
      return outOfReach(error);
    }
  };
  try {
    await mkdir(project);
    await writeFile(path.join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const packed = path.join(folder, 'tarballs');
    const tarballs = (pack(packed) as string[]).map((name) => path.join(packed, name));
    return {
      path: project,
      unreachable: await npm(...tarballs, ...own),
      install: npm,
      copy: async (from, ...files) => {
        for (const file of files) {
          await mkdir(path.dirname(path.join(project, file)), { recursive: true });
          await copyFile(path.join(root, from, file), path.join(project, file));
        }
      },
      run: (command, args, settings) => run(command, args, project, settings),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
