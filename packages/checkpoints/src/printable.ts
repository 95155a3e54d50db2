import { check } from './check-options.js';

/**
 * What a terminal, a log or a page would act on, or show as something else than it is: control characters (C0, DEL, C1),
 * line and paragraph separators, marks that turn the direction of writing, invisible characters and tags, what Unicode
 * keeps free for more of them, and halves of surrogate pairs. The joiners U+200C and U+200D stay: words of Persian and of
 * Indian languages need them.
 */
const UNSAFE =
  /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?=\p{Default_Ignorable_Code_Point})\p{Cn}/gu;

const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * One line of text that can be printed wherever its parts came from (names of files, texts of headers): what a terminal
 * would act on is shown as an escape, such as `\n`, `\x1b` or `\u{202e}`. All else stays as it is.
 *
 * @example
 * printable('a\u001b[31m\nb'); // 'a\\x1b[31m\\nb'
 */
export function printable(text: string): string {
  return String(text).replaceAll(UNSAFE, (sign) => {
    const code = sign.codePointAt(0) as number;
    return SHORT.get(sign) ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`);
  });
}

/**
 * JSON with the same characters as the escapes of JSON; line breaks between its parts stay.
 *
 * @throws {CheckpointError} `invalid-argument` for what is no text
 */
export function printableJson(json: string): string {
  check(typeof json === 'string', 'The JSON', json, 'it is text, as JSON.stringify gives it');
  return json.replaceAll(UNSAFE, (sign) =>
    sign === '\n'
      ? sign
      : Array.from({ length: sign.length }, (_, at) => `\\u${hex(sign.charCodeAt(at), 4)}`).join(''),
  );
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
