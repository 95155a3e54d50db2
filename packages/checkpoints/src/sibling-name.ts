import { checkOptions } from './check-options.js';
import { quote } from './quote.js';

/** Names that Windows gives to devices, whatever suffix follows; superscript digits count as digits there. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;
const LONGEST = 255;

/** What a name may be that stands in a file and names another one. */
export interface SiblingNameOptions {
  /** Allows a path with `/` into folders below. Default false: a file beside the one that names it. */
  below?: boolean;
}

/**
 * Why a name that stands in a file (the shards of a `model.json`, the slices of a list) may not be followed. A name is
 * followed only to a plain file beside the one that names it, on every system: neither up nor to another place, to no
 * device of Windows, and not where a decoder of URLs would lead.
 *
 * @throws {CheckpointError} `invalid-argument` for an unknown option
 * @returns undefined for a name that may be followed; else the rest of a sentence that begins with the name
 * @example
 * siblingNameFault('group1-shard1of2.bin'); // undefined
 * siblingNameFault('../secret'); // "leaves its folder ('..')"
 */
export function siblingNameFault(name: unknown, options: SiblingNameOptions = {}): string | undefined {
  const { below = false } = checkOptions('siblingNameFault', options, { below: 1 });
  if (typeof name !== 'string' || name === '') return 'is no name of a file';
  let decoded = name;
  // Encoded twice is encoded: each round makes the text shorter, so that this ends.
  for (;;) {
    const fault = faultOf(decoded, below);
    if (fault !== undefined) return fault;
    const next = decodedOnce(decoded);
    if (next === decoded) return undefined;
    decoded = next;
  }
}

function decodedOnce(text: string): string {
  return text.replaceAll(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

function faultOf(name: string, below: boolean): string | undefined {
  if (/^[/\\]/.test(name) || /^[a-z]:/i.test(name)) return 'is no relative name';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'holds a control character';
  if (/[:\\]/.test(name)) return "holds a ':' or '\\', which lead elsewhere on Windows";
  if (!below && name.includes('/')) return 'leads into another folder';
  for (const part of name.split('/')) {
    if (part === '..') return "leaves its folder ('..')";
    if (part === '' || part === '.') return `holds the empty step ${quote(part)}`;
    if (/[. ]$/.test(part)) return 'ends in a point or a space, which Windows drops';
    if (DEVICES.test(part)) return 'is the name of a device on Windows';
    if (new TextEncoder().encode(part).length > LONGEST) return `is longer than ${LONGEST} bytes`;
  }
  return undefined;
}
