import { fileURLToPath, URL } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.PEAKEND_API ?? 'http://127.0.0.1:8321';
const path = (p: string) => fileURLToPath(new URL(p, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': path('./src'), '@shared': path('../shared') } },
  server: { proxy: { '/v1': api, '^/r/': api, '/w.js': api }, fs: { allow: [path('../..')] } },
  build: {
    target: 'es2022',
    // The polyfill would be an inline script in some browsers; the console's policy forbids those.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        // Crumbs that several pages share join the page that most need: a request costs more than their bytes.
        experimentalMinChunkSize: 8_000,
        manualChunks(id) {
          if (/node_modules\/(echarts|zrender)\//.test(id)) return 'charts';
          if (/node_modules\/(react|react-dom|scheduler|react-router|react-router-dom|@remix-run|@tanstack|i18next|react-i18next)\//.test(id)) return 'base';
          // A method's text is read by the few who ask for it.
          const [, method] = /docs\/methods\/((?:zh\/)?\w+)\.md/.exec(id) ?? [];
          if (method) return `method-${method.replace('/', '-')}`;
          // One file a language, named so that the size check finds it.
          const [, lang, area] = /src\/i18n\/(en|zh)\/(\w+)/.exec(id) ?? [];
          return !lang ? undefined : /^(more|surveys|reach|silence|equity|loyalty|brand|proof|aspects|begin)$/.test(area!) ? `more-${lang}` : `lang-${lang}`;
        },
      },
    },
  },
});
