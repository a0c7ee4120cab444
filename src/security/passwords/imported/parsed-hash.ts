/** A parsed hash. `digest` has the form in which the hash is computed again. */
export interface ParsedHash<Recipe> {
  readonly recipe: Recipe;
  readonly digest: string;
}
