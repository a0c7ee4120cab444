import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { eventDefinitions } from '../../domain/event-catalog.js';
import type { Permission } from '../../domain/permissions.js';
import { publicNameOf } from '../../domain/public-events/cloud-event.js';
import { publicSchemaOf } from '../../domain/public-events/public-fields.js';
import { scopeOf } from '../../domain/public-events/public-types.js';

/** A public version of an event type, in this release or an earlier one. */
export interface PublicSchema {
  /** `com.credence.<EventType>.v<version>` */
  readonly name: string;
  readonly type: string;
  readonly version: number;
  readonly scope: Permission;
  /** The JSON Schema of `data`. */
  readonly schema: object;
}

const NAME = /^com\.credence\.(\w+)\.v(\d+)$/;

/**
 * The schemas of the releases by name. `npm run schemas` rejects a change that breaks their consumers, and each release adds
 * its own with `npm run schemas -- --write`.
 */
const released = z
  .record(z.string().regex(NAME), z.looseObject({}))
  .parse(JSON.parse(readFileSync(new URL('./released-schemas.json', import.meta.url), 'utf8')));

/** Returns the schemas of the newest version of each public event type. The feed sends no others. */
export function currentSchemas(): PublicSchema[] {
  return eventDefinitions.flatMap((definition) => {
    const { type, version } = definition;
    const scope = scopeOf(type);
    if (scope === null) return [];
    return [
      { name: publicNameOf(type, version), type, version, scope, schema: toJson(publicSchemaOf(definition)) },
    ];
  });
}

/** Returns the schemas of all versions that a release has published, those of this one first. */
export function publicSchemas(releases = released): PublicSchema[] {
  const current = currentSchemas();
  const names = new Set(current.map(({ name }) => name));
  const earlier = Object.entries(releases).flatMap(([name, schema]): PublicSchema[] => {
    const [, type = '', version] = NAME.exec(name) ?? [];
    const scope = scopeOf(type);
    return names.has(name) || scope === null ? [] : [{ name, type, version: Number(version), scope, schema }];
  });
  return [...current, ...earlier];
}

function toJson(schema: z.ZodType): object {
  const { $schema: _schema, ...json } = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    // The pattern of a format depends on the library, and says no more than the format.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return json;
}
