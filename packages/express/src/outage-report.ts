/** Reports the first failure of each outage, so that a long one does not fill a log. */
export interface OutageReport {
  add(error: unknown): void;
  end(): void;
}

export function outageReport(onError: (error: Error) => void): OutageReport {
  let reported: string | null = null;
  return {
    add(error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      // A new cause is news: an outage may end in a refusal.
      if (failure.message === reported) return;
      reported = failure.message;
      onError(failure);
    },
    end() {
      reported = null;
    },
  };
}
