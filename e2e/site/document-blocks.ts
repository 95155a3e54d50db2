/** The code of a document, in the order in which a reader meets it. */

export interface Block {
  language: string;
  /** Of `// file: name` or `<!-- file: name -->` in its first line; undefined where it has none. */
  file?: string;
  text: string;
}

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language,
    file: /^(?:\/\/|<!--) file: ([\w.-]+)/.exec(text)?.[1],
    text,
  }));
}

/** What a program says that it prints: behind `//` of its `console.log` lines. */
export function printedBy(program: string): string[] {
  return [...program.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, says]) => says);
}

/** The lines that a `text` block promises, in their order, perhaps among others; blanks and quotes do not count. */
export function promised(expected: string[], printed: string): string | undefined {
  let rest = squeezed(printed);
  for (const line of expected.filter((each) => each.trim())) {
    const at = rest.indexOf(squeezed(line));
    if (at < 0) return line;
    rest = rest.slice(at + squeezed(line).length);
  }
  return undefined;
}

const squeezed = (text: string) => text.replaceAll(/[\s'"]/g, '');
