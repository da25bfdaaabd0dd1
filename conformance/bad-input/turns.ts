/**
 * How long the server kept others waiting while `work` went on: the most CPU time of this thread between two turns of
 * its event loop. CPU time and not wall time, so that a busy machine does not count against the server; turns and not
 * the sum, because long work that lets others in between is no hang.
 */
export async function longestTurn<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  let longest = 0;
  let over = false;
  let before = process.threadCpuUsage();
  const turn = () => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, now.user - before.user + now.system - before.system);
    before = now;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  const result = await work().finally(() => {
    over = true;
  });
  turn();
  return { result, ms: longest / 1000 };
}
