/** A value as indented JSON with a newline at the end, for files and standard output. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
