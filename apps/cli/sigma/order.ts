import type { Done } from './engine.ts';

/** Matches of later files that wait for earlier files; beyond this the later ones wait themselves. */
const MOST_HELD = 20_000;

/** Puts what threads give back into the order of files and pieces, with bounded memory. */
export function createOrder(jobs: number, take: (done: Done) => Promise<void>) {
  const mostOpen = 4 * jobs + 4;
  const waiting = new Map<number, Map<number, Done>>();
  const totals = new Map<number, number>();
  const sent = new Map<number, number>();
  let file = 0;
  let piece = 0;
  let held = 0;
  let inFlight = 0;
  let failed: unknown;
  let draining: Promise<void> | undefined;
  let watchers: (() => void)[] = [];

  const wake = () => {
    const all = watchers;
    watchers = [];
    for (const go of all) go();
  };
  const changed = () => new Promise<void>((go) => watchers.push(go));

  async function drain(): Promise<void> {
    for (;;) {
      const done = waiting.get(file)?.get(piece);
      if (done !== undefined) {
        waiting.get(file)?.delete(piece);
        piece += 1;
        held -= done.matches.length;
        await take(done);
      } else if (totals.get(file) === piece) {
        waiting.delete(file);
        file += 1;
        piece = 0;
      } else return;
      wake();
    }
  }
  const pump = () => {
    draining ??= drain()
      .catch((error: unknown) => {
        failed = error;
      })
      .finally(() => {
        draining = undefined;
        // Something may have come between the end of the loop and now.
        if (failed === undefined && isReady()) pump();
        wake();
      });
  };
  const isReady = () => waiting.get(file)?.has(piece) === true || totals.get(file) === piece;

  return {
    /** Waits until a file may send another piece. */
    async room(of: number): Promise<void> {
      for (;;) {
        if (failed !== undefined) throw failed;
        const open = (sent.get(of) ?? 0) - (of === file ? piece : 0);
        if (of <= file ? open < mostOpen : open < mostOpen && held < MOST_HELD) break;
        await changed();
      }
      sent.set(of, (sent.get(of) ?? 0) + 1);
    },
    async add(answer: Promise<Done>): Promise<void> {
      inFlight += 1;
      try {
        const done = await answer;
        let pieces = waiting.get(done.file);
        if (pieces === undefined) waiting.set(done.file, (pieces = new Map()));
        pieces.set(done.piece, done);
        held += done.matches.length;
      } catch (error) {
        failed = error;
      }
      inFlight -= 1;
      pump();
      wake();
    },
    /** The file has sent all of its pieces. */
    ended(of: number, pieces: number): void {
      totals.set(of, pieces);
      pump();
    },
    async settled(): Promise<void> {
      while (failed === undefined && (inFlight > 0 || draining !== undefined)) await changed();
      if (failed !== undefined) throw failed;
    },
  };
}
