/**
 * Draws which package builds on which, out of the manifests, and puts the picture into docs/tour.md between its two
 * comments. Run it (`npm run docs:tour`) after a change of dependencies; a test says when that was forgotten.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from './shared-folder.mjs';

const BEGIN = '<!-- packages: begin -->';
const END = '<!-- packages: end -->';

/** For each published package those of ours that it depends on. */
function dependencies(root) {
  const folder = path.join(root, 'packages');
  const manifests = readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, 'package.json')))
    .map((name) => [name, JSON.parse(readFileSync(path.join(folder, name, 'package.json'), 'utf8'))])
    .filter(([, manifest]) => !manifest.private);
  return new Map(
    manifests.map(([name, manifest]) => {
      const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
      return [
        name,
        names
          .filter((each) => each.startsWith('@miniseg/'))
          .map((each) => each.slice(9))
          .sort(),
      ];
    }),
  );
}

/** Without an arrow where a longer way goes: those say the same. */
function withoutDetours(graph) {
  const reaches = (from, to) => (graph.get(from) ?? []).some((next) => next === to || reaches(next, to));
  return new Map(
    [...graph].map(([name, targets]) => [
      name,
      targets.filter((target) => !targets.some((other) => other !== target && reaches(other, target))),
    ]),
  );
}

/** As a Mermaid flow chart; arrows point to what a package builds on. */
export function packageDiagram(root = projectRoot) {
  const graph = withoutDetours(dependencies(root));
  const lines = [...graph].flatMap(([name, targets]) =>
    targets.length > 0 ? targets.map((target) => `  ${name} --> ${target}`) : [`  ${name}`],
  );
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

/** The text of docs/tour.md with the picture as it is now. */
export function withDiagram(text, root = projectRoot) {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`The tour lacks ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n\n${packageDiagram(root)}\n\n${END}${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(projectRoot, 'docs', 'tour.md');
  writeFileSync(file, withDiagram(readFileSync(file, 'utf8')));
}
