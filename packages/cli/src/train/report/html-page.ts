/** A page that needs nothing but itself, under a policy that lets it load nothing. */
import { createHash } from 'node:crypto';
import { DISCLAIMER } from '../../version.js';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; } th, td { padding: .25rem .8rem; border-bottom: 1px solid #ddd; text-align: right; }
th:first-child, td:first-child { text-align: left; } td { font-variant-numeric: tabular-nums; }
figure { display: inline-block; margin: 0 1rem 1rem 0; } figcaption { font-size: .85rem; }
svg, img { max-width: 100%; height: auto; } .notice { background: #fff3d6; padding: .6rem 1rem; }
pre { background: #f5f5f5; padding: .8rem; overflow-x: auto; }
`;

/**
 * @param body HTML; what comes from files or users must have gone through `escapeHtml`
 * @returns A whole page. Its policy forbids scripts, requests and foreign styles; pictures are data URIs.
 */
export function htmlPage(title: string, body: readonly string[]): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="notice">${escapeHtml(DISCLAIMER)}</p>
${body.join('\n')}
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (sign) => names[sign]);
}

/** The first row is the head; cells are text. */
export function htmlTable(rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${rows.map((cells, index) => row(cells, index === 0 ? 'th' : 'td')).join('\n')}</table>`;
}

/** Lines of text; empty without any. */
export const notesHtml = (notes: readonly string[]): string =>
  notes.length > 0 ? `<ul>${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>` : '';
