/** A report: one page that needs nothing but itself, under a policy that lets it load nothing. */
import { createHash } from 'node:crypto';
import { DISCLAIMER, versions } from '../version.js';
import { type Content, type Html, html, jsonHtml, markup } from './html.js';
import { SORTING } from './sorting.js';
import { STYLE } from './style.js';

export interface ReportPage {
  /** As a person would say it: what was done with what, and how it went. */
  title: string;
  /** One or two sentences below it. */
  lead: Content;
  /** Figures that are seen first. */
  tiles?: readonly Tile[];
  sections: readonly Content[];
  /** Settings, hashes, machine: what it takes to repeat the work. */
  provenance: Record<string, unknown>;
}

/** One figure in large type. */
export interface Tile {
  name: string;
  value: string;
  /** Below it, such as an interval. */
  more?: string;
}

/** @returns The whole file. Its one script sorts tables; pictures are data URIs; everything else is forbidden. */
export function reportPage({ title, lead, tiles = [], sections, provenance }: ReportPage): string {
  return document(title, [
    html`<header>
<p class="kicker">MiniSeg report</p>
<h1>${title}</h1>
<p class="lead">${lead}</p>
<p class="notice">${DISCLAIMER}</p>
${tiles.length > 0 && html`<dl class="tiles">${tiles.map(tileHtml)}</dl>`}
</header>
<main>
`,
    sections,
    html`</main>
<footer>
<details><summary>How this was made</summary>
<pre>${jsonHtml(provenance)}</pre>
</details>
<p>miniseg ${versions.miniseg}, tfjs ${versions.tfjs}, Node ${versions.node}. ${DISCLAIMER}</p>
</footer>`,
  ]);
}

function tileHtml({ name, value, more }: Tile): Html {
  return html`<div><dt>${name}</dt><dd class="big">${value}</dd>${more !== undefined && html`<dd class="small">${more}</dd>`}</div>`;
}

/** A page with the look of reports. */
export function document(
  title: string,
  body: Content,
  { script = SORTING, connect = "'none'" }: { script?: string; connect?: string } = {},
): string {
  const policy =
    `default-src 'none'; img-src data:; style-src '${hashOf(STYLE)}'; script-src '${hashOf(script)}'; ` +
    `connect-src ${connect}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${markup(STYLE)}</style>
</head>
<body>
${body}
<script>${markup(script)}</script>
</body>
</html>
`.text;
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

export const section = (title: string, ...body: Content[]): Html => html`<section>
<h2>${title}</h2>
${body}
</section>
`;

/** Lines of text; nothing without any. */
export const notesHtml = (notes: readonly string[]): Content =>
  notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
