import { z } from 'zod';
import { isVisibleText } from '../../domain/clean-text.js';

/** Turns the direction of text around, so that a name could look like another text. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export const organizationName = z
  .string()
  .min(1)
  .max(100)
  .refine((name) => name.trim() === name, { error: 'Must not start or end with a space.' })
  .refine(isVisibleText, { error: 'Must contain a visible character.' })
  .refine((name) => !BIDI_CONTROLS.test(name), { error: 'Must not change the direction of text.' })
  .meta({ example: 'Analytical Engines' });

export const organizationSlug = z
  .string()
  .min(2)
  .max(48)
  .toLowerCase()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: 'Must be words of letters and digits, joined by -.' })
  .meta({ description: 'The name in URLs, which no other organisation has.', example: 'analytical-engines' });

export const foundOrganizationInput = z.strictObject({
  name: organizationName,
  slug: organizationSlug.optional(),
});

export const changeOrganizationInput = z.strictObject({
  name: organizationName.optional(),
  slug: organizationSlug.optional(),
});
