import { Problem, problemBody } from '../problems/problem.js';
import { policyChallenge, secondStepMembers, stepUpChallenge } from '../problems/problem-members.js';
import type { ProblemCode } from '../problems/problem-table.js';
import { problems } from '../problems/problem-table.js';
import { REQUEST_ID, USER_ID } from './example-values.js';

/** The members of the problems that have more than a code. */
const DETAILS: Partial<Record<ProblemCode, Problem['details']>> = {
  invalid_input: {
    errors: [{ pointer: '/email', code: 'custom', detail: 'Must be a valid email address.' }],
  },
  mfa_required: {
    members: secondStepMembers({
      mfaToken: 'mfa_k3pZ0hXWc2Q',
      expiresInSeconds: 600,
      enrolmentRequired: false,
      setUpLinkRequired: false,
      factors: [{ id: USER_ID, kind: 'totp', name: 'Phone', hint: null }],
      trustAllowed: true,
    }),
  },
  reauthentication_required: stepUpChallenge({ acr: 'aal1', maxAgeSeconds: 600 }),
  step_up_required: policyChallenge({ acr: 'aal2', maxAgeSeconds: 3600 }),
};

/** Returns one example of each problem by its code. */
export function problemExamples(): object {
  const codes = Object.keys(problems) as ProblemCode[];
  return Object.fromEntries(
    codes.map((code) => {
      const problem = new Problem(code, DETAILS[code]);
      return [code, { summary: problem.message, value: problemBody(problem, REQUEST_ID, '/auth/login') }];
    }),
  );
}
