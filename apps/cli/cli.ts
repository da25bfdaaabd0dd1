import { type Config, loadConfig } from '@khien/platform/config';
import { type Database, type OpenDatabase, openDatabase } from '@khien/platform/db';
import type { Command } from 'commander';

/** What the program ends with; scripts may rely on it. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** What every command is given. */
export interface Cli {
  config(): Config;
  /** The result, once: as `data` in JSON with --json, otherwise as `text`. */
  result(data: unknown, text: string | (() => string)): void;
  /** A line about what is going on; on standard error, so that it never mixes with the result. */
  note(line: string): void;
  /** Opens the database as it is, runs `work` and closes it. `migrations` are not run: that is the server's to do. */
  withDatabase<T>(work: (database: OpenDatabase<Database>) => Promise<T>): Promise<T>;
  /** Ends with exit code 1 after the command: it ran, and the answer is "no". */
  fail(): void;
}

/**
 * A command registers itself: `export const check: RegisterCommand = (program, cli) => { program.command('check')… }`,
 * and is added to the list in main.ts. An action throws `Trouble` for what people can put right.
 */
export type RegisterCommand = (program: Command, cli: Cli) => void;

/** A failure that its message explains to whoever typed the command; shown without a stack. */
export class Trouble extends Error {
  override name = 'Trouble';
}

export function createCli(program: Command, env: Record<string, string | undefined> = process.env): Cli {
  const asJson = () => program.opts<{ json?: boolean }>().json === true;
  const cli: Cli = {
    config() {
      try {
        return loadConfig(env);
      } catch (error) {
        throw new Trouble(error instanceof Error ? error.message : String(error));
      }
    },
    result(data, text) {
      process.stdout.write(`${asJson() ? JSON.stringify(data, null, 2) : typeof text === 'string' ? text : text()}\n`);
    },
    note(line) {
      process.stderr.write(`${line}\n`);
    },
    async withDatabase(work) {
      const { database, dataFolder } = cli.config();
      const opened = await openDatabase<Database>({ database, dataFolder, connections: 3, note: cli.note });
      try {
        return await work(opened);
      } finally {
        await opened.close();
      }
    },
    fail() {
      process.exitCode = exitCodes.failed;
    },
  };
  return cli;
}
