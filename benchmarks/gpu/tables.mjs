/** The lines as tables, one for each kind of case. */
const COLUMNS = {
  count: ['backend', 'preset', 'what', 'programs', 'scriptMs'],
  infer: [
    'where',
    'backend',
    'preset',
    'alone_ms',
    'alone_best_ms',
    'in_flight_ms',
    'queued_ms',
    'queued_batch8_ms',
  ],
  onnxruntime: ['where', 'preset', 'alone_ms', 'alone_best_ms'],
  torch: ['preset', 'eager_ms', 'graph_ms', 'graph_batch8_ms', 'step_4_256_ms', 'step_5_512_ms'],
  train: ['where', 'backend', 'preset', 'batch', 'size', 'first_ms', 'step_ms', 'best_ms', 'script_ms'],
};

export function formatTables(lines) {
  const kinds = new Map();
  for (const line of lines) {
    const kind = line.case ?? 'count';
    if (!line.error) kinds.set(kind, [...(kinds.get(kind) ?? []), line]);
  }
  const tables = [...kinds].map(([kind, rows]) => `${kind}\n${table(COLUMNS[kind], rows)}`);
  const failed = lines.filter(({ error }) => error);
  const notes = failed.map(
    ({ case: kind, where, backend, preset, error }) =>
      `not there: ${[kind, where, backend, preset].filter(Boolean).join(', ')}: ${error}`,
  );
  return [...tables, ...notes].join('\n\n');
}

function table(columns, rows) {
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, k) => Math.max(...cells.map((row) => row[k].length)));
  return cells
    .map((row) =>
      row
        .map((cell, k) => cell.padEnd(widths[k]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
