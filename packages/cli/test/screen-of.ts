/** What a terminal shows after all that was written to it: a small VT100 with endless lines. */

/** @returns Its lines, without spaces at their ends. */
export function screenOf(written: string, columns = 100): string[] {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  let saved: [number, number] = [0, 0];
  const goTo = (y: number, x: number) => {
    row = Math.max(0, y);
    column = Math.min(columns - 1, Math.max(0, x));
    while (lines.length <= row) lines.push([]);
  };
  const commands: Record<string, (n: number | undefined) => void> = {
    A: (n = 1) => goTo(row - n, column),
    B: (n = 1) => goTo(row + n, column),
    C: (n = 1) => goTo(row, column + n),
    D: (n = 1) => goTo(row, column - n),
    G: (n = 1) => goTo(row, n - 1),
    K: (n = 0) => {
      if (n === 0) lines[row].length = Math.min(lines[row].length, column);
      else if (n === 2) lines[row] = [];
    },
    J: () => {
      lines[row].length = Math.min(lines[row].length, column);
      lines.length = row + 1;
    },
    // Modes and colors show nothing.
    h: () => {},
    l: () => {},
    m: () => {},
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal obeys.
  const token = /\u001b\[\??(\d*)(?:;\d*)*([A-Za-z])|\u001b([78])|[\s\S]/g;
  for (const [text, count, name, other] of written.matchAll(token)) {
    if (name) {
      const command = commands[name];
      if (!command) throw new Error(`The terminal does not know ${JSON.stringify(text)}.`);
      command(count === '' ? undefined : Number(count));
    } else if (other === '7') saved = [row, column];
    else if (other === '8') goTo(...saved);
    else if (text === '\n') goTo(row + 1, column);
    else if (text === '\r') column = 0;
    else {
      if (column === columns) goTo(row + 1, 0);
      while (lines[row].length < column) lines[row].push(' ');
      lines[row][column++] = text;
    }
  }
  return lines.map((line) => line.join('').trimEnd());
}
