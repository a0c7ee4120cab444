// Generates the types of the clients from the OpenAPI document of this version.
import { writeFileSync } from 'node:fs';
import { goSources } from './sdk/go.mjs';
import { pythonSources } from './sdk/python.mjs';
import { sdkTypes } from './sdk-types.mjs';
import { servedDocument } from './served-document.mjs';

const FOLDER = new URL('../sdk/', import.meta.url);
const document = await servedDocument();
writeFileSync(new URL('typescript/src/schema.ts', FOLDER), await sdkTypes(document));
/** @type {(folder: string, files: Record<string, string>) => void} */
const write = (folder, files) => {
  for (const [name, source] of Object.entries(files)) writeFileSync(new URL(folder + name, FOLDER), source);
};
write('python/credence/', pythonSources(document));
write('go/', goSources(document));
