// Builds static/plotly.js, one script of all that plotly.mjs names, and beside it whose work it is and under which
// licence. The same packages give the same bytes. Started by `make vendor`.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '..', 'static');

const built = await build({
  absWorkingDir: here,
  entryPoints: ['plotly.mjs'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2020',
  define: { global: 'globalThis' },
  // Styles of maps on tiles, which we have none of.
  loader: { '.css': 'empty' },
  // Licences of packages stand in a file of their own, in full.
  legalComments: 'none',
  metafile: true,
  write: false,
});
const script = built.outputFiles[0].contents;

// A package of the bundle is the innermost folder of node_modules that a source lies in.
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const used = new Set(Object.entries(built.metafile.outputs['plotly.js'].inputs)
  .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  .map(([source]) => PACKAGE.exec(source)?.[1])
  .filter(Boolean));

const licence = root => {
  const about = JSON.parse(readFileSync(join(here, root, 'package.json'), 'utf8'));
  const file = readdirSync(join(here, root)).find(name => /^licen[cs]e/i.test(name));
  const author = about.author?.name ?? about.author;
  const words = file ? readFileSync(join(here, root, file), 'utf8').trim()
    : `Licence: ${about.license}. Copyright ${author}. The package has no text of its licence.`;
  return `${about.name} ${about.version}\n\n${words}`;
};

const hash = createHash('sha256').update(script).digest('hex');
const head = `plotly.js, SHA-256 ${hash}, is made of parts of these packages of npm:`;
const licences = [...used].sort().map(licence);
writeFileSync(join(folder, 'plotly.js'), script);
writeFileSync(join(folder, 'plotly.LICENSE.txt'), [head, ...licences].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n');
console.log(`static/plotly.js: ${script.length} bytes of ${licences.length} packages`);
