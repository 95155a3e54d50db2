/** Law: every package checks options by the same lines, in a copy of its own. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { textOf, workspacesOf } from './project.js';

export function equalChecks(root: string): string[] {
  const packages = workspacesOf(root).filter(
    ({ group, manifest }) => group === 'packages' && !manifest.private,
  );
  const files = packages.map(({ folder }) => `${folder}/src/check-options.ts`);
  const present = files.filter((file) => existsSync(path.join(root, file)));
  const model = present.length > 0 ? neutral(root, present[0]) : '';
  return files.flatMap((file) => {
    if (!present.includes(file)) return [`${file}: is missing; copy it from another package`];
    return neutral(root, file) === model ? [] : [`${file}: differs from ${present[0]}`];
  });
}

/** Without the one line that differs: the package's error. */
function neutral(root: string, file: string): string {
  return textOf(root, file).replace(/^import \{ \w+ as PackageError \} from '\.\/errors\.js';$/m, '');
}
