/** Where the tables of a queue are: a PostgreSQL server, or a folder. */
/** What a statement returned. */
export interface Rows {
  // Whoever wrote the statement knows its columns.
  // biome-ignore lint/suspicious/noExplicitAny: as in pg and pg-boss
  rows: any[];
}

/** What pg-boss and the tables of this package need of a database. */
export interface Database {
  /** One statement with values, or several statements without. A transaction begins and ends within one call. */
  execute(text: string, values?: readonly unknown[]): Promise<Rows>;
  close(): Promise<void>;
}

/** How `--queue` is written in messages: addresses may hold a password. */
export function shownQueue(where: string): string {
  if (!isServer(where)) return where;
  if (!URL.canParse(where)) return 'postgres://...';
  const { host, pathname } = new URL(where);
  return `postgres://${host}${pathname}`;
}

export const isServer = (where: string): boolean => /^postgres(ql)?:/i.test(where);
