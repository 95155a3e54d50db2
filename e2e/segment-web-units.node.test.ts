/// <reference types="vite/client" />
/** The tests that lie beside the sources of `examples/segment-web`. */
import.meta.glob('../examples/segment-web/src/**/*.test.ts', { eager: true });
