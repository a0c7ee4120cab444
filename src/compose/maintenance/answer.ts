/** The result of a command, for people and for programs. */
export interface Answer {
  readonly text: string;
  /** The result as `--json` prints it. */
  readonly fields: object;
}
