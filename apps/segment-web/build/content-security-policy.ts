/**
 * The policy that proves what the page promises: it may run its own code and connect to nothing.
 *
 * 'wasm-unsafe-eval' lets WebAssembly compile; it allows no eval. Workers start from blobs, so that they inherit all
 * of this. A page opened from the disk has no origin, and its one script is named by its hash instead.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

function policy(scripts: string, styles: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts} 'wasm-unsafe-eval'`,
    `style-src ${styles}`,
    // Not even the own host: an address can carry what a picture shows.
    'img-src data: blob:',
    'font-src data:',
    "object-src 'none'",
    "frame-src 'none'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

export function contentSecurityPolicy(single: boolean): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    // After the scripts and styles of a page that is one file were put into it.
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => (single ? html : withPolicy(html, policy("'self'", "'self'"))),
    },
  };
}

export function withPolicy(html: string, content: string): string {
  return html.replace(
    '<meta charset="utf-8" />',
    `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${content}" />`,
  );
}

/** The policy of a page with these scripts and styles in it. */
export function policyOf(scripts: readonly string[], styles: readonly string[]): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return policy(scripts.map(hash).join(' '), styles.map(hash).join(' '));
}
