// Builds dist/: the core, and one script (and style sheet) for each part, kind and language, so that the server inlines only what a
// survey uses. A chunk reaches the core and other chunks through the global `pk`; parts.txt says what needs what.
import { readdirSync, readFileSync, mkdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { build, transform } from 'esbuild';
import { minify } from 'terser';

const at = (p) => new URL(p, import.meta.url);
const read = (p) => readFileSync(at(p), 'utf8');
const options = { target: 'es2017', legalComments: 'none', charset: 'utf8' };
// Members of the page's own objects, which never meet JSON, get short names: the same in every chunk.
const mangled = { mangleProps: /^(begin|after|done|above|words|header|footer|main|partial|leave|kinds|stepKeys|draft|start|walk|order|paper|render|single|check|whole|must|met|shown|error|head|heard|page|qs)$/, mangleCache: Object.fromEntries('begin after done above words header footer main partial leave kinds stepKeys draft start walk order paper render single check whole must met shown error head heard page qs'.split(' ').map((k, i) => [k, String.fromCharCode(65 + i % 26) + (i > 25 ? 'a' : '')])) };
rmSync(at('dist'), { recursive: true, force: true });
mkdirSync(at('dist'), { recursive: true });

const css = async (name, path) => {
  if (!existsSync(at(path))) return;
  // Longhands stay as they are: `inset` and the like are younger than some WebViews.
  const out = await transform(read(path), { loader: 'css', minify: true, target: 'chrome58', charset: 'utf8' });
  writeFileSync(at(`dist/${name}.css`), out.code.trim());
};
const small = async (code) => (await minify(code, { ecma: 2017, toplevel: true, compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true, pure_getters: true }, format: { ascii_only: false } })).code;
const inline = async (code, name) => {
  code = await small(code);
  if (/<\/script|<!--/i.test(code)) throw new Error(`${name}: cannot stand inside a page`);
  writeFileSync(at(`dist/${name}.js`), code.trim());
};

const core = await build({ ...options, ...mangled, entryPoints: [at('src/core/main.ts').pathname], bundle: true, format: 'iife', write: false, alias: { '@shared': at('../shared').pathname } });
await inline(core.outputFiles[0].text, 'core');
await css('core', 'src/core.css');

const listed = (folder) => readdirSync(at(`src/${folder}`)).filter((x) => x.endsWith('.ts')).sort();
// Texts that only some kinds need stand in lang/<language>-more.ts; those kinds are found by the keys that they name.
const more = [...read('src/lang/en-more.ts').matchAll(/(\w+): '/g)].map((m) => m[1]);
const saysMore = (source) => {
  const words = [...source.matchAll(/'(\w+)'( \+)?/g)];
  return more.some((key) => words.some(([, w, joined]) => key === w || key === 'bad_' + w || (joined && key.startsWith(w))));
};
const names = new Set(), needs = [];
/** Imports become reads of `pk`, exports writes to it. */
const chunk = async (prefix, path) => {
  const name = prefix + basename(path, '.ts');
  if (names.has(name)) throw new Error(`two chunks are called ${name}`);
  names.add(name);
  const parts = new Set(), given = [];
  const source = read(path)
    .replace(/^import type .*$/gm, '')
    .replace(/^import \{([^}]*)\} from '(.*)';$/gm, (_, what, from) => {
      if (from !== '../core') parts.add('part-' + basename(from));
      return `const {${what}} = pk;`;
    })
    .replace(/^export (const|function) (\w+)/gm, (_, word, what) => { given.push(what); return `${word} ${what}`; });
  if (/^import /m.test(source)) throw new Error(`${name}: an import that the build cannot link`);
  if (!prefix.startsWith('lang') && saysMore(source)) parts.add('more');
  const body = source + (prefix === 'part-' && given.length ? `\nObject.assign(pk, {${given.join(', ')}});` : '');
  await inline((await transform(body, { ...options, ...mangled, loader: 'ts', format: 'iife' })).code, name);
  await css(name, path.replace(/\.ts$/, '.css'));
  needs.push([name, ...parts].join(' '));
};
for (const [folder, prefix] of [['features', ''], ['parts', 'part-'], ['kinds', 'kind-'], ['lang', 'lang-']])
  for (const f of listed(folder)) await chunk(prefix, `src/${folder}/${f}`);
// "chunk what-it-needs ...": the server puts those first. `more` is the rest of the texts in the page's language.
writeFileSync(at('dist/parts.txt'), needs.filter((l) => !l.startsWith('lang-')).join('\n') + '\n');
if (existsSync(at('widget/w.ts'))) {
  const w = await build({ ...options, entryPoints: [at('widget/w.ts').pathname], bundle: true, format: 'iife', write: false });
  writeFileSync(at('dist/w.js'), w.outputFiles[0].text);
}
