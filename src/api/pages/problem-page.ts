import { basePathOf } from '../http/base-path.js';
import { detailOf, problemBody } from '../http/problems/problem.js';
import type { ProblemCode } from '../http/problems/problem-table.js';
import type { Problem } from '../http/problems/problem.js';
import { renderPage } from './render-page.js';

/** A request that failed, and its path as clients see it. */
interface FailedRequest {
  readonly requestId: string;
  readonly instance: string;
  readonly provider?: string;
}

/** Renders a problem as HTML, for a person whose browser opened a route. */
export type ProblemPage = (problem: Problem, request: FailedRequest) => string;

interface Options {
  /** The URL of the front end that people return to, or null if there is none. */
  readonly frontEnd: string | null;
  readonly publicUrl: string;
}

/**
 * Returns a renderer of problems. Its texts are fixed: nothing of the request or of the provider is in them (OWASP ASVS 1.2.1).
 * A sign-in that owes a second step is no dead end: its page hands the step over to the sign-in page.
 */
export function problemPage({ frontEnd, publicUrl }: Options): ProblemPage {
  const basePath = basePathOf(publicUrl);

  function wayOn(
    code: ProblemCode,
    provider: string | undefined,
  ): { readonly url: string; readonly label: string } | null {
    // The account pages take up a session, or ask for a sign-in.
    if (code === 'unauthenticated') return { url: `${publicUrl}/account`, label: 'Sign in' };
    if (frontEnd !== null) return { url: frontEnd, label: `Return to ${new URL(frontEnd).host}` };
    return provider === undefined ? null : { url: `${publicUrl}/oauth/${provider}`, label: 'Start again' };
  }

  return (problem, { requestId, instance, provider }) => {
    if (problem.code === 'mfa_required') {
      const secondStep = JSON.stringify(problemBody(problem, requestId, instance));
      return renderPage('second-step', { secondStep, basePath });
    }
    return renderPage('problem', {
      title: provider === undefined ? 'This did not work' : 'Could not complete the sign-in',
      explanation: explanationOf(problem),
      requestId,
      // An unknown provider cannot be tried again.
      wayOn: wayOn(problem.code, problem.code === 'unknown_provider' ? undefined : provider),
      basePath,
    });
  };
}

/** The errors of single fields are for developers. */
function explanationOf(problem: Problem): string {
  if (problem.code === 'invalid_input') return 'The address of this page is incomplete. Please start again.';
  if (problem.code === 'weak_password')
    return 'The password is too weak. Please go back and choose another one.';
  if (problem.code === 'unauthenticated') return 'Please sign in, and open the link again.';
  const detail = detailOf(problem);
  return /[.!?]$/.test(detail) ? detail : `${detail}.`;
}
