/** VitePress' own look with the fonts of the reader's system, in the colors of the demo page. */
import { useData, withBase } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-features-before': () => h(MovingPicture) }),
};

/** What the first page says of it in `moving`; who wants no motion gets a still. */
function MovingPicture() {
  const { moving } = useData().frontmatter.value;
  if (!moving) return null;
  const { src, still, width, height, alt, caption } = moving;
  return h('figure', { class: 'moving' }, [
    h('picture', [
      h('source', { srcset: withBase(still), media: '(prefers-reduced-motion: reduce)' }),
      h('img', { src: withBase(src), width, height, alt, loading: 'lazy', decoding: 'async' }),
    ]),
    h('figcaption', caption),
  ]);
}
