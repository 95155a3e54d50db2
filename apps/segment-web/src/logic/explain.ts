/** Errors in words, with what to do next. */

export interface Explanation {
  text: string;
  next?: string;
}

const KNOWN: [RegExp, string, string][] = [
  [
    /allocation failed|out of memory|Invalid (typed )?array (buffer )?length|Array buffer allocation|memory access out of bounds|could not be cloned/i,
    'There is not enough memory for this.',
    'Close other tabs, or export the volume with fewer or smaller slices, and open it again. Other files can still be segmented.',
  ],
  [
    /context.*lost|CONTEXT_LOST|device.*lost/i,
    'The graphics driver took its context back.',
    'The page goes on with WebAssembly. Results so far are kept.',
  ],
  [
    /QuotaExceeded/i,
    'The browser has no room left to keep this work.',
    'Export the masks before you close the page.',
  ],
  [
    /NotReadableError|could not be read|NotFoundError/i,
    'The file can no longer be read; it was moved, changed or unmounted.',
    'Open it again.',
  ],
];

export function explain(error: unknown): Explanation {
  const message = messageOf(error);
  const known = KNOWN.find(([pattern]) => pattern.test(message));
  if (known) return { text: known[1], next: known[2] };
  return { text: message };
}

export function inOneLine(error: unknown): string {
  const { text, next } = explain(error);
  return next ? `${text} ${next}` : text;
}

function messageOf(error: unknown): string {
  if (error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)) {
    const { name, message } = error as Error;
    return name &&
      !/^(Error|DataError|FormatError|ScanError|CompileError|ModelError|CheckpointError|CliError|BackendError)$/.test(
        name,
      )
      ? `${name}: ${message}`
      : message;
  }
  return String(error);
}
