import { z } from 'zod';
import { Erased, personalOrNull } from '../event.js';

/** The names of a session and its person at the identity provider of an organisation. */
export interface NamesAtProvider {
  /** The name of the session, or null if it has none there. */
  readonly index: string | null;
  /** The name of the person, or null in sessions of earlier versions. */
  readonly name: string | null;
  /** The format of that name (SAML 2.0 Core §8.3), or null with it. */
  readonly format: string | null;
}

/** A session at the identity provider of an organisation. */
export interface SessionAtProvider extends NamesAtProvider {
  /** The latest end of the session, or null if the provider sets none. */
  readonly ends: Date | null;
}

/** The fields of events with the names at a provider. */
export const namesAtProvider = {
  session_index: personalOrNull('identity'),
  name_id: personalOrNull('identity'),
  id_format: z.string().nullable(),
};

type Fields = z.output<z.ZodObject<typeof namesAtProvider>>;

/** Writes the names into the fields of an event. */
export function fieldsOf({ index, name, format }: NamesAtProvider): Fields {
  return { session_index: index, name_id: name, id_format: format };
}

/** Reads the names in an event. */
export function namesIn({ session_index: index, name_id: name, id_format: format }: Fields): NamesAtProvider {
  return { index: textOf(index), name: textOf(name), format };
}

function textOf(text: string | Erased | null): string | null {
  return text instanceof Erased ? null : text;
}
