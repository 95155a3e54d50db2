/** Type-checks everything: the packages with their tests and the scripts, and each app with its own settings. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPlainExamples } from './plain-examples.mjs';
import { pnpm } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';

/** The TypeScript projects that together hold every file, from the project's root. */
export function typeCheckedProjects(root = projectRoot) {
  const groups = ['apps', 'examples'].filter((group) => existsSync(path.join(root, group)));
  const own = groups.flatMap((group) =>
    readdirSync(path.join(root, group)).map((name) => `${group}/${name}/tsconfig.json`),
  );
  return ['tsconfig.tests.json', ...own].filter((project) => existsSync(path.join(root, project)));
}

export function typeCheck() {
  for (const project of typeCheckedProjects()) pnpm('exec', 'tsc', '-p', project, '--noEmit');
  checkPlainExamples();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) typeCheck();
