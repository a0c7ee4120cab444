/**
 * Removes the variables of libpq, such as `PGOPTIONS` and `PGSSLMODE`, which the PostgreSQL driver reads for every
 * setting that it is not given. Variables of a shell or of another program must not change how the service connects.
 */
export function removeDriverVariables(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(variables)) {
    if (/^PG[A-Z]/.test(name)) Reflect.deleteProperty(variables, name);
  }
}
