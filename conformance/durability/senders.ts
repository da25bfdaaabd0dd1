import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

export interface Senders {
  /** Waits for the next acknowledgement of a request sent from now on. @returns after how many milliseconds it came */
  untilAcknowledged(): Promise<number>;
  /** Sends what is open until it is acknowledged, then no more. */
  stop(): Promise<void>;
  tally(): { acknowledged: number; interrupted: number; twice: number };
  /** Asks for every acknowledged code. @returns how many are not known */
  missing(): Promise<number>;
}

/** Clients that each send one report after the other, and send it again, with its key, until it is acknowledged. */
export function createSenders(origin: string, count: number): Senders {
  const codes = new Map<string, Set<string>>();
  const waiting = new Set<{ since: number; done: (ms: number) => void }>();
  let interrupted = 0;
  let stopped = false;
  let number = 0;

  const post = (path: string, body: object) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': clientAddress(number++) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });

  async function sendUntilAcknowledged(): Promise<void> {
    const idempotencyKey = randomUUID();
    const phone = `09${String(10_000_000 + Math.floor(Math.random() * 90_000_000))}`;
    for (;;) {
      const since = performance.now();
      try {
        const answer = await post('/v1/reports', {
          kind: 'attempt',
          text: `Số ${phone} gọi báo trúng thưởng`,
          idempotencyKey,
        });
        if (answer.status === 201 || answer.status === 200) {
          const { code } = (await answer.json()) as { code: string };
          codes.set(idempotencyKey, (codes.get(idempotencyKey) ?? new Set()).add(code));
          acknowledge(since);
          // Sometimes the answer is lost on the way: sending it once more must not make a second report.
          if (number % 7 !== 0) return;
          number++;
          continue;
        }
        if (answer.status < 500) throw new Error(`unexpected ${answer.status}: ${await answer.text()}`);
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('unexpected')) throw error;
      }
      interrupted++;
      await wait(100); // more often would only take the time that the server needs to start
    }
  }

  function acknowledge(since: number): void {
    for (const one of waiting) {
      if (since < one.since) continue;
      waiting.delete(one);
      one.done(performance.now() - one.since);
    }
  }

  const working = Array.from({ length: count }, async () => {
    while (!stopped) await sendUntilAcknowledged();
  });

  return {
    untilAcknowledged() {
      const acknowledged = new Promise<number>((done) => waiting.add({ since: performance.now(), done }));
      return Promise.race([acknowledged, Promise.all(working).then(() => Number.POSITIVE_INFINITY)]);
    },
    async stop() {
      stopped = true;
      await Promise.all(working);
    },
    tally: () => ({
      acknowledged: codes.size,
      interrupted,
      twice: [...codes.values()].filter((ofOne) => ofOne.size > 1).length,
    }),
    async missing() {
      let missing = 0;
      for (const code of [...codes.values()].flatMap((ofOne) => [...ofOne])) {
        const answer = await post('/v1/reports/status', { code });
        await answer.arrayBuffer();
        if (answer.status !== 200) missing++;
      }
      return missing;
    },
  };
}

/** From the block that is set aside for measuring (RFC 2544). */
function clientAddress(number: number): string {
  return `198.${18 + ((number >> 16) & 1)}.${(number >> 8) & 255}.${number & 255}`;
}
