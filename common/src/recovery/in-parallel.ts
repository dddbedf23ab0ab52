/**
 * Processes the items of a generator, `parallel` of them at a time.
 * @throws the first failure, once the work in progress has ended; no further item is taken
 */
export async function inParallel<T>(
  items: AsyncGenerator<T>,
  parallel: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let next = await items.next(); !next.done; next = await items.next()) await work(next.value);
  };
  const workers = Array.from({ length: parallel }, () =>
    worker().catch(async (error: unknown) => {
      await items.return(undefined);
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}
