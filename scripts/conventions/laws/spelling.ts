/** Law: American spelling in sources, comments and documents, as in tfjs. ("Grey" is the house's: see docs/structure.md.) */
import { filesBelow, textOf } from './project.js';

const ENDINGS = '(?:e[ds]?|ing|ation|ations|er|ers)';
const BRITISH = [
  '[a-z]*(?:colou|behaviou|neighbou|favou|honou|harbou|labou|rumou)r[a-z]*',
  '(?:milli|centi|kilo|micro)?metres?',
  '[a-z]*centre[ds]?',
  `(?:re|un)?(?:recogn|normal|standard|optim|minim|maxim|organ|initial|serial|deserial|general|visual|summar|synchron|util|special|final|real|memor|categor|anonym|quant|token|vector|parallel|local|penal|custom|author)is${ENDINGS}`,
  '(?:un)?(?:labell|modell|travell|cancell|signall|channell|levell)(?:ed|ing)',
  '(?:para)?(?:analys)(?:ed|es|ing|er)',
  'grays?',
  'catalogues?',
  'artefacts?',
  'oesophag[a-z]+',
  'licences?',
  'defences?',
  'whilst',
];
const WORD = new RegExp(`(?<![a-z])(?:${BRITISH.join('|')})(?![a-z])`, 'gi');

/** Names that others gave, and words that are American too. */
const FINE = /^(?:realis(?:er|ers)|finalis|grays?cale)$/i;

export function spelling(root: string): string[] {
  const folders = ['packages', 'apps', 'examples', 'scripts', 'docs', 'e2e', 'benchmarks', '.changeset'];
  const files = folders.flatMap((folder) => filesBelow(root, folder, /\.(?:[mc]?[jt]sx?|md)$/));
  const documents = ['README.md', 'CONTRIBUTING.md'].filter((file) =>
    filesBelow(root, '.', /\.md$/).includes(`./${file}`),
  );
  return [...files, ...documents]
    .filter((file) => !file.startsWith('scripts/conventions/'))
    .flatMap((file) =>
      textOf(root, file)
        .split('\n')
        .flatMap((line, number) =>
          // camelCase is looked at word by word.
          [
            ...line
              .replace(/https?:\S+/g, '')
              .replace(/([a-z])([A-Z])/g, '$1 $2')
              .matchAll(WORD),
          ]
            .filter(([word]) => !FINE.test(word))
            .map(([word]) => `${file}:${number + 1}: '${word}' is not American`),
        ),
    );
}
