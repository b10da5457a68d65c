import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (p: string) => fileURLToPath(new URL(p, import.meta.url));
export default defineConfig({
  resolve: { alias: { '@': path('./src'), '@shared': path('../shared') } },
  server: { fs: { allow: [path('../..')] } }, // the pages of docs/methods
  test: { include: ['src/**/*.test.ts'] },
});
