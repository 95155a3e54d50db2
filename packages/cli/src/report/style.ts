/** How reports look: light or dark as the reader's system is, on a phone as on a desk, and on paper. */
export const STYLE = `
:root { color-scheme: light dark;
  --ground: #fbfbfa; --card: #ffffff; --ink: #1d2226; --soft: #59636b; --line: #dfe3e6; --accent: #0b6bcb;
  --notice: #fdf3d8; --notice-ink: #5c4400; --tp: #009e73; --fp: #e69f00; --fn: #d1478c; --other: #7b61d1; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #14181b; --card: #1d2327; --ink: #e8ecef; --soft: #a3afb8; --line: #343d44; --accent: #6cb4ff;
  --notice: #3a300f; --notice-ink: #f3dfa2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
main, header, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.2rem; } footer { padding-bottom: 3rem; color: var(--soft); font-size: .9rem; }
.kicker { margin: 0; color: var(--soft); font-size: .85rem; letter-spacing: .04em; text-transform: uppercase; }
h1 { font-size: clamp(1.4rem, 1rem + 2vw, 2rem); line-height: 1.2; margin: .2rem 0 .8rem; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .6rem; } p { margin: .6rem 0; max-width: 74ch; }
.lead { color: var(--soft); } a { color: var(--accent); }
.notice { background: var(--notice); color: var(--notice-ink); padding: .6rem 1rem; border-radius: .5rem; max-width: none; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem; margin: 1.2rem 0 0; padding: 0; }
.tiles > div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; }
.tiles dt { color: var(--soft); font-size: .85rem; } .tiles dd { margin: 0; }
.tiles .big { font-size: 1.55rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.3; }
.tiles .small { color: var(--soft); font-size: .8rem; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); margin: .8rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } caption { text-align: left; padding: .6rem .9rem; color: var(--soft); }
th, td { padding: .38rem .9rem; text-align: right; white-space: nowrap; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; } th:first-child, td:first-child, .text { text-align: left; }
td { font-variant-numeric: tabular-nums; } tbody th { font-weight: 500; } tfoot td, tfoot th { font-weight: 650; }
tfoot tr:first-child > * { border-top: 2px solid var(--line); } tbody tr:hover > * { background: color-mix(in srgb, var(--accent) 7%, transparent); }
.text { white-space: normal; overflow-wrap: anywhere; } td:first-child, tbody th { max-width: 24rem; overflow-wrap: anywhere; white-space: normal; }
th button { all: unset; cursor: pointer; padding: .2rem 0; } th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort] button::after { content: " ↓"; } th[aria-sort=ascending] button::after { content: " ↑"; }
.notes { margin: .4rem 0; padding: 0; list-style: none; color: var(--soft); font-size: .9rem; }
.plot { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem; overflow-x: auto; }
svg { display: block; max-width: 100%; height: auto; margin: 0 auto; } svg .paper { fill: none; } svg .ink { fill: var(--ink); }
svg .soft { fill: var(--soft); } svg .grid { stroke: var(--line); } svg .axis { stroke: var(--soft); } svg .mark { stroke: var(--ink); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1.1rem; }
figure { margin: 0; } figure .pair { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 2px; }
figure img { display: block; width: 100%; height: auto; border-radius: .35rem; background: #000; } img.pixels { image-rendering: pixelated; }
figcaption { font-size: .87rem; color: var(--soft); padding-top: .3rem; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: 0; margin: .4rem 0 .9rem; list-style: none; font-size: .9rem; }
.legend li::before { content: ""; display: inline-block; width: .8em; height: .8em; border-radius: .2em; margin-right: .4em; background: var(--key); }
.tp { --key: var(--tp); } .fp { --key: var(--fp); } .fn { --key: var(--fn); } .other { --key: var(--other); }
details { margin-top: 1rem; } summary { cursor: pointer; } pre { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: .8rem; overflow-x: auto; font-size: .85rem; }
@media (prefers-color-scheme: dark) { svg .curve { filter: brightness(1.5); } }
@media print { body { background: none; } details > * { display: block; } .wide, .plot { overflow: visible; } figure { break-inside: avoid; } }
`;
