/** The parts that have started, which stop in reverse order. */
export class Lifecycle {
  readonly #stops: (() => Promise<void>)[] = [];

  /** Registers the stop function of a part that has started. */
  defer(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  /**
   * Stops every part, the newest first. A part that fails to stop does not prevent the others from stopping.
   *
   * @throws AggregateError at least one part failed to stop
   */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      await stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some parts failed to stop.');
  }
}
