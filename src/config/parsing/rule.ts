/** A rule about several variables, and the message for a configuration that violates it. */
export type Rule = readonly [violated: boolean, message: string];

/** Returns the messages of the violated rules. */
export function violations(rules: readonly Rule[]): string[] {
  return rules.flatMap(([violated, message]) => (violated ? [message] : []));
}
