/** The site: its pages are put together by docs/build/stage.mjs. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { entryPoints, publishedPackages } from '../build/entry-points.mjs';

const page = (text, link) => ({ text, link });

const TUTORIALS = [
  page('My own scans to a report', '/tutorials/scans-to-report.md'),
  page('Segmentation in a web page', '/tutorials/web-page.md'),
  page('AHSP in your U-Net', '/tutorials/ahsp-in-your-unet.md'),
  page('Metrics alone', '/tutorials/metrics-alone.md'),
  page('Volumes and patients', '/tutorials/volumes-and-patients.md'),
];
const GUIDES = [
  page('Installing', '/install.md'),
  page('Environments', '/environments.md'),
  page('Questions and answers', '/faq.md'),
  page('Recipes of training', '/recipes.md'),
  page('Fitting in: React, HTML, notebooks, Docker', '/fitting-in.md'),
  page('Results in OHIF and 3D Slicer', '/viewers.md'),
  page('An archive, and more machines', '/archive.md'),
  page('Backends', '/backends.md'),
  page('Support matrix', '/support-matrix.md'),
  page('Errors', '/errors.md'),
];
const UNDERSTAND = [
  page('How it works', '/how-it-works.md'),
  page('A tour of the code', '/tour.md'),
  page('Benchmarks', '/benchmarks.md'),
  page('How speed is measured', '/benchmarks/measuring.md'),
  page('Results of long runs', '/benchmarks/long-runs.md'),
  page('Model cards', '/model-cards.md'),
];
const CONTRIBUTE = [
  page('Contributing', '/contributing.md'),
  page('Where things are', '/structure.md'),
  page('How tests work', '/testing.md'),
  page('How a layer is written', '/layers.md'),
  page('Security', '/security.md'),
  page('Policies', '/policies.md'),
  page('TensorFlow.js 4.22', '/tfjs-policy.md'),
  page('Changes', '/changelog.md'),
];
const packages = publishedPackages().map(({ folder, manifest }) =>
  page(manifest.name, `/packages/${folder}/index.md`),
);
const api = entryPoints().map(({ name }) => page(name, `/api/${name}.md`));
const main = [
  { text: 'Tutorials', items: TUTORIALS },
  { text: 'Guides', items: GUIDES },
  { text: 'Understand', items: UNDERSTAND },
  { text: 'Contribute', items: CONTRIBUTE },
  { text: 'Packages', items: packages },
];

export default defineConfig({
  title: 'MiniSeg',
  description: 'Segmentation of chest CT in TypeScript: in the browser, in Node, without a server.',
  lang: 'en',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: 'generated',
  outDir: fileURLToPath(new URL('dist', import.meta.url)),
  cacheDir: fileURLToPath(new URL('cache', import.meta.url)),
  head: [
    ['link', { rel: 'icon', href: `${process.env.DOCS_BASE ?? '/'}icon.svg`, type: 'image/svg+xml' }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
  ],
  // The demo is no page of VitePress; docs/build/check-links.mjs checks links to it with all others.
  ignoreDeadLinks: [/^\/demo\//],
  vite: { build: { chunkSizeWarningLimit: 5000 }, logLevel: 'warn' },
  // The theme gives its first page no main landmark.
  transformHtml: (html) => html.replace('class="VPContent is-home" id="VPContent"', '$& role="main"'),
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    nav: [
      { text: 'Try it', link: '/demo/index.html', target: '_self' },
      { text: 'Tutorials', link: '/tutorials/scans-to-report.md', activeMatch: '/tutorials/' },
      { text: 'Questions', link: '/faq.md' },
      { text: 'Packages', link: '/packages/index.md', activeMatch: '/packages/' },
      { text: 'API', link: '/api/index.md', activeMatch: '/api/' },
    ],
    sidebar: { '/api/': [{ text: 'API', items: api }, ...main.slice(0, 2)], '/': main },
    outline: [2, 3],
    search: { provider: 'local', options: { _render: searchable } },
    footer: { message: 'Not a medical device: for research and education only. Apache-2.0.' },
  },
});

/** What the search knows of a page: headings such as "Parameters" of every function are no places to find. */
function searchable(source, environment, markdown) {
  const html = markdown.render(source, environment);
  if (environment.frontmatter?.search === false) return '';
  return environment.relativePath.startsWith('api/')
    ? html.replaceAll(/<(\/?)h[4-6]\b[^>]*>/g, '<$1p>')
    : html;
}
