/** Law: a test waits for what a page shows; a single look may come before the page's next frame. */
import { filesBelow, textOf } from './project.js';

const SINGLE_LOOK =
  /expect\((?!\))[^;]*?\bawait [^;]*?\.(?:textContent|allTextContents|inputValue|getAttribute|count|is[A-Z]\w+)\(/g;

export function patientLooks(root: string): string[] {
  return filesBelow(root, 'e2e', /\.test\.ts$/).flatMap((file) => {
    const text = textOf(root, file);
    return [...text.matchAll(SINGLE_LOOK)].map(
      ({ index }) => `${file}:${text.slice(0, index).split('\n').length}: write expect.poll(() => ...)`,
    );
  });
}
