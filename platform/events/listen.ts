import pg from 'pg';

export interface ListenHandlers {
  onNotice(payload: string): void;
  /** Also after a connection was lost and made again: notifications in between are gone. */
  onConnected(): void;
  onError(error: unknown): void;
}

/** Listens on a PostgreSQL channel over its own connection, and connects again, within 2 s, whenever that breaks. */
export function listen(
  connection: pg.ClientConfig,
  channel: string,
  handlers: ListenHandlers,
): { ready: Promise<void>; stop(): Promise<void> } {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = 100;

  const lost = (error: unknown, of: pg.Client) => {
    if (stopped || client !== of) return;
    client = undefined;
    handlers.onError(error);
    of.end().catch(() => undefined);
    timer = setTimeout(() => void connect(), pause);
    pause = Math.min(pause * 2, 2_000);
  };

  async function connect(): Promise<void> {
    const mine = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000, keepAlive: true });
    client = mine;
    mine.on('error', (error) => lost(error, mine));
    mine.on('end', () => lost(new Error('the connection was closed'), mine));
    mine.on('notification', (message) => handlers.onNotice(message.payload ?? ''));
    try {
      await mine.connect();
      await mine.query(`listen ${pg.escapeIdentifier(channel)}`);
      pause = 100;
      if (!stopped) handlers.onConnected();
    } catch (error) {
      lost(error, mine);
    }
  }

  return {
    ready: connect(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
