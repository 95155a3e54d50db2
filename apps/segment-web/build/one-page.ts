/** Puts the built script and styles into index.html, and names them in its policy. */
import type { Plugin } from 'vite';
import { policyOf, withPolicy } from './content-security-policy.js';

export function onePage(): Plugin {
  return {
    name: 'one-page',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('index.html was not built');
      const scripts: string[] = [];
      const styles: string[] = [];
      let html = String(page.source);
      for (const [name, file] of Object.entries(bundle)) {
        if (file === page) continue;
        if (file.type === 'chunk' && file.isEntry) {
          // The end of a script must not stand in its text, and there is nothing to load ahead.
          const own = file.code.replaceAll('</script', '<\\/script').replaceAll('__VITE_PRELOAD__', 'void 0');
          const code = `\n${own}`;
          scripts.push(code);
          html = html.replace(/\s*<script type="module"[^>]*><\/script>/, '');
          html = html.replace('</body>', () => `<script type="module">${code}</script>\n  </body>`);
        } else if (file.type === 'asset' && name.endsWith('.css')) {
          const text = String(file.source);
          styles.push(text);
          html = html.replace(/\s*<link rel="stylesheet"[^>]*>/, () => `\n    <style>${text}</style>`);
        }
        delete bundle[name];
      }
      html = html.replace(/\s*<link rel="(manifest|modulepreload)"[^>]*>/g, '');
      page.source = withPolicy(html, policyOf(scripts, styles));
    },
  };
}
