// Generates the types of the clients from the OpenAPI document of this version.
import { writeFileSync } from 'node:fs';
import { pythonSources } from './sdk/python.mjs';
import { sdkTypes } from './sdk-types.mjs';
import { servedDocument } from './served-document.mjs';

const FOLDER = new URL('../sdk/', import.meta.url);
const document = await servedDocument();
writeFileSync(new URL('typescript/src/schema.ts', FOLDER), await sdkTypes(document));
for (const [name, source] of Object.entries(pythonSources(document)))
  writeFileSync(new URL(`python/credence/${name}`, FOLDER), source);
