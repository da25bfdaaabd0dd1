import { problemTitle, Problem } from '@khien/platform/http';
import { createLogger } from '@khien/platform/telemetry';
import { reportedKeys } from '@khien/features/reports';
import { openParts, type Parts } from '@khien/server/parts';
import { createProtection, type Protection } from '@khien/server/protect';
import { type Cli, Trouble } from './cli.ts';

export interface CliServices {
  parts: Parts;
  protection: Protection;
}

/**
 * The same services the server has, on the configured database, for one command: opened (starting or adopting our own
 * PostgreSQL), used, closed. A refusal of theirs is told in words.
 */
export async function withServices<T>(cli: Cli, work: (services: CliServices) => Promise<T>): Promise<T> {
  const parts = await openParts(cli.config(), { logger: createLogger('silent'), note: cli.note });
  const protection = createProtection(parts, { reportedKeys });
  try {
    return await inWords(() => work({ parts, protection }));
  } finally {
    await protection.stop();
    await parts.database.close();
  }
}

/** Answers of the services that the API would give as problem documents. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const issues = error.options.issues?.('en') ?? [];
    const lines = issues.map(({ path, message }) => `  ${path}: ${message}`);
    throw new Trouble([problemTitle(error.code, 'en', error.options.params), ...lines].join('\n'));
  }
}

/** The person who types the command, for the log of who did what. */
export function operator(): { userId: string; name: string } {
  return { userId: 'cli', name: process.env.SUDO_USER ?? process.env.USER ?? 'cli' };
}

/** `30d`, `12m`, `2y`, or a date: the moment it means. @throws Trouble */
export function readEnd(text: string, now: Date): Date {
  const span = /^(\d{1,4})([dmy])$/.exec(text);
  const at = new Date(now);
  if (span) {
    const count = Number(span[1]);
    if (span[2] === 'd') at.setUTCDate(at.getUTCDate() + count);
    else at.setUTCMonth(at.getUTCMonth() + count * (span[2] === 'y' ? 12 : 1));
    return at;
  }
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (!date || Number.isNaN(date.getTime())) throw new Trouble(`"${text}" is no end: write 30d, 12m, 2y or 2027-01-31`);
  return date;
}
