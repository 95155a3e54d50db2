/** Law: `npm test` type-checks every file of TypeScript. */
import path from 'node:path';
import ts from 'typescript';
// @ts-expect-error plain JavaScript, shared with the scripts
import { typeCheckedProjects } from '../../type-check.mjs';
import { filesBelow } from './project.js';

export function typeChecked(root: string): string[] {
  const checked = new Set(
    (typeCheckedProjects(root) as string[]).flatMap((project) => filesOf(root, project)),
  );
  const folders = ['packages', 'apps', 'examples', 'scripts', 'e2e'];
  return (
    folders
      .flatMap((folder) => filesBelow(root, folder, /(?<!\.d)\.[mc]?tsx?$/))
      // AssemblyScript, which its own compiler checks in the build.
      .filter((file) => !/^packages\/[^/]+\/assembly\//.test(file))
      .filter((file) => !checked.has(file))
      .map((file) => `${file}: is not type-checked by npm test`)
  );
}

function filesOf(root: string, project: string): string[] {
  const file = path.join(root, project);
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(file));
  return fileNames.map((name) => path.relative(root, name).replaceAll('\\', '/'));
}
