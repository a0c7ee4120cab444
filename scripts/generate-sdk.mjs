// Generates the types of the TypeScript client from the OpenAPI document of this version.
import { writeFileSync } from 'node:fs';
import { sdkTypes } from './sdk-types.mjs';
import { servedDocument } from './served-document.mjs';

const TYPES = new URL('../sdk/typescript/src/schema.ts', import.meta.url);
writeFileSync(TYPES, await sdkTypes(await servedDocument()));
