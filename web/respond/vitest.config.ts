import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (p: string) => fileURLToPath(new URL(p, import.meta.url));
export default defineConfig({ resolve: { alias: { '@shared': path('../shared') } }, test: { include: ['test/**/*.test.ts'] } });
