/** Tables of reports: sorted by a click on a head, wide ones scroll by themselves. */
import { type Content, type Html, html } from './html.js';

export interface ReportColumn {
  head: string;
  /** Text goes to the left and is sorted as words; default: numbers. */
  text?: boolean;
}

/** What a cell shows, and the number that it is sorted by; without one it comes last. */
export interface ReportCell {
  shown: Content;
  value?: number;
}

export interface ReportTable {
  /** Says what the rows are; read out by screen readers. */
  caption?: string;
  columns: readonly ReportColumn[];
  rows: readonly (readonly (string | ReportCell)[])[];
  /** Means and their like, which stay below whatever is sorted. */
  foot?: readonly (readonly string[])[];
}

export function tableHtml({ caption, columns, rows, foot = [] }: ReportTable): Html {
  const sortable = rows.length > 1;
  const cell = (content: string | ReportCell, column: number): Html => {
    const { shown, value } = typeof content === 'string' ? { shown: content } : content;
    if (column === 0) return html`<th scope="row">${shown}</th>`;
    if (columns[column].text) return html`<td class="text">${shown}</td>`;
    return html`<td data-value="${value ?? ''}">${shown}</td>`;
  };
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption ?? 'Table'}"><table${sortable && html` class="sortable"`}>
${caption !== undefined && html`<caption>${caption}</caption>`}
<thead><tr>${columns.map(({ head, text }, n) => html`<th scope="col"${(text || n === 0) && html` class="text"`}>${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>
${foot.length > 0 && html`<tfoot>${foot.map((row) => html`<tr>${row.map((text, n) => (n === 0 ? html`<th scope="row">${text}</th>` : html`<td>${text}</td>`))}</tr>`)}</tfoot>`}
</table></div>
`;
}
