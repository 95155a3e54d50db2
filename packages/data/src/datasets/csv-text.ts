/** A cell of CSV that any spreadsheet takes for text. */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Text as a cell: quoted where needed, and with an apostrophe before what would be a formula (`parseCsv` takes it away). As
 * `toCsv` of `@miniseg/metrics` writes it; a formula may also begin where semicolons or tabs part the cells of others.
 */
export function csvText(text: string): string {
  const safe = NUMBER.test(text)
    ? text
    : text
        .replace(/^(?='*[=+\-@\t\r\n＝＋－＠])/, "'")
        .replaceAll(/(?<=[;\t\r\n])(?='*[=+\-@＝＋－＠])/g, "'");
  const needed = safe !== text || /[",;\t\r\n]|^\s|\s$/.test(text);
  return needed ? `"${safe.replaceAll('"', '""')}"` : text;
}
