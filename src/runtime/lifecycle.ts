/** What was started, to be stopped in the opposite order. */
export class Lifecycle {
  readonly #stops: (() => Promise<void>)[] = [];

  defer(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  /** Stops everything, the last started first; what fails to stop does not keep the rest from it. */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      await stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything stopped in order.');
  }
}
