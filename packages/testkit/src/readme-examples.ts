/** The examples of a README, run as they are printed. Node only. */

/** One `js` block of a README. */
export interface ReadmeExample {
  /** The heading before it. */
  title: string;
  code: string;
  /** What the comments behind its `console.log` lines say that they print. */
  says: string[];
}

/** The `js` blocks of a README, in their order. */
export function readmeExamples(markdown: string): ReadmeExample[] {
  return markdown.split(/^#+ /m).flatMap((section) => {
    const title = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => ({
      title,
      code,
      says: saysOf(code),
    }));
  });
}

/** Behind the call, or in comments of their own below it, where every line begins as output does. */
function saysOf(code: string): string[] {
  return code
    .split('\n')
    .flatMap(
      (line) => /console\.log\(.*\);? \/\/ (.*)$/.exec(line)?.[1] ?? /^\/\/ ([[\d].*)$/.exec(line)?.[1] ?? [],
    );
}

/**
 * Runs an example as a program of its own, and fails unless it ends well and prints, in this order and perhaps among other
 * lines, what it says. Blanks and quotes do not count: Node shows values in its own way.
 *
 * @param place Where its file is put while it runs: packages are found from there.
 * @param folder Where it runs, with the files of the reader.
 */
export async function runReadmeExample(
  { code, says, title }: ReadmeExample,
  { place, folder }: { place: string; folder: string },
): Promise<void> {
  const [{ execFile }, { mkdir, rm, writeFile }, path] = await Promise.all([
    import('node:child_process'),
    import('node:fs/promises'),
    import('node:path'),
  ]);
  await mkdir(place, { recursive: true });
  const file = path.join(place, `readme-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(file, code);
  try {
    const printed = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [file], { cwd: folder, encoding: 'utf8' }, (error, stdout, stderr) => {
        if (error) reject(new Error(`The example of '${title}' fails: ${stderr.slice(-2000)}`));
        else resolve(stdout);
      });
    });
    let rest = squeezed(printed);
    for (const text of says) {
      const at = rest.indexOf(squeezed(text));
      if (at < 0) throw new Error(`The example of '${title}' says '${text}' and prints:\n${printed}`);
      rest = rest.slice(at + squeezed(text).length);
    }
  } finally {
    await rm(file, { force: true });
  }
}

function squeezed(text: string): string {
  return text.replaceAll(/[\s'"]/g, '');
}
