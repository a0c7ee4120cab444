import { z } from 'zod';
import { instantText } from '../past/instant.js';

const MAX_NAME_LENGTH = 256;
const name = z.string().min(1).max(MAX_NAME_LENGTH);
const properties = z.record(z.string(), z.unknown()).optional();

/** A user by its id, or an API key. Other types exist in apps, and have no permissions here. */
export const subject = z.object({ type: name.meta({ example: 'user' }), id: name, properties });
export const action = z.object({ name: name.meta({ example: 'orders:refund' }), properties });
/** An organisation, or a resource with the property `organization_id`, selects the roles there; others, those of the service. */
export const resource = z.object({ type: name.meta({ example: 'order' }), id: name, properties });
export const context = z.object({ as_of: instantText.optional() });

/** A request for one decision (AuthZEN Authorization API 1.0 §6). */
export const evaluation = z.object({ subject, action, resource, context: context.optional() });

const MAX_EVALUATIONS = 1000;

/** A request for several decisions, with defaults for each; without any, for one (AuthZEN Authorization API 1.0 §7). */
export const evaluations = z.object({
  ...evaluation.partial().shape,
  evaluations: z.array(evaluation.partial()).max(MAX_EVALUATIONS).default([]),
  options: z
    .object({
      evaluations_semantic: z
        .enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])
        .default('execute_all'),
    })
    .prefault({}),
});

export const decisionJson = z
  .strictObject({
    decision: z.boolean(),
    context: z.strictObject({
      because: z
        .array(z.string())
        .optional()
        .meta({ description: 'With `true`: the roles that lead to the permission, and the permission.' }),
      reason: z
        .enum([
          'unknown_subject',
          'unknown_action',
          'unknown_resource',
          'not_permitted',
          'as_of_not_supported',
        ])
        .optional()
        .meta({ description: 'With `false`.' }),
    }),
  })
  .meta({ id: 'Decision' });

export type Evaluation = z.output<typeof evaluation>;
export type Decision = z.input<typeof decisionJson>;

/** Returns a refusal with its reason. */
export function refused(reason: NonNullable<Decision['context']['reason']>): Decision {
  return { decision: false, context: { reason } };
}
