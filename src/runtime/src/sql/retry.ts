const TRIES = 5;

/** What the work gives; it is run again, five times at most, while it fails with an error that `isPassing` takes for one that passes. */
export async function retry<T>(work: () => Promise<T>, isPassing: (error: unknown) => boolean): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !isPassing(error)) throw error;
    }
  }
}
