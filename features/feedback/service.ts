import { randomInt } from 'node:crypto';
import type { CheckInput, Verdict } from '@khien/engines/verdict';
import { type Locale, renderMessage, schemes } from '@khien/packs/vietnam';
import { audit } from '@khien/platform/audit';
import type { Actor } from '@khien/platform/auth';
import type { Vault } from '@khien/platform/crypto';
import { newId, type Tx, withTx } from '@khien/platform/db';
import { problem } from '@khien/platform/http';
import { deriveQuality, mondayOf } from './quality.ts';
import type { Example, ExamplePage, ExampleQuery, FeedbackInput, Label, Quality } from './schema.ts';
import type { FeedbackTable } from './tables.ts';

export interface FeedbackDeps {
  db: Tx;
  clock: () => Date;
  vault: Vault;
  verdict: (input: CheckInput) => Verdict;
}

const pageSize = 20;
/** A message given to improve the check is forgotten after this. */
const keptDays = 365;
const known = new Set(schemes.schemes.map(({ id }) => id));
const textContext = (id: string): string => `feedback:${id}:text`;

/** What people say of the verdicts they got, and what became of it. */
export function createFeedbackService({ db, clock, vault, verdict }: FeedbackDeps) {
  return {
    /** @returns whether the message was kept */
    async submit(input: FeedbackInput, origin: { demo?: boolean; receivedAt?: Date } = {}): Promise<{ kept: boolean }> {
      const receivedAt = origin.receivedAt ?? clock();
      const id = newId(receivedAt.getTime());
      // What was judged is judged again: a verdict that a browser tells might be an old one.
      const judged = input.keep
        ? verdict({ text: input.text, ...(input.sender && { sender: input.sender }) })
        : { grade: input.grade, scheme: input.scheme };
      const scheme = judged.scheme !== undefined && known.has(judged.scheme) ? judged.scheme : null;
      await db
        .insertInto('feedback')
        .values({
          id,
          received_at: receivedAt,
          grade: judged.grade,
          scheme,
          rules_version: schemes.version,
          model_version: 'model' in judged ? (judged.model?.version ?? null) : null,
          actual: input.actual,
          sender: (input.keep && input.sender?.kind) || null,
          sealed_text: input.keep ? vault.seal(input.text, textContext(id)) : null,
          label: null,
          labelled_at: null,
          labelled_by: null,
          demo: origin.demo ?? false,
        })
        .execute();
      return { kept: input.keep };
    },

    /** Messages that people gave, newest first. Reading them is logged. */
    examples: (actor: Actor, query: ExampleQuery, locale: Locale): Promise<ExamplePage> =>
      withTx(db, async (tx) => {
        const open = query.state === 'open';
        const given = tx.selectFrom('feedback').where('sealed_text', 'is not', null);
        let page = given
          .leftJoin('app_user', 'app_user.id', 'feedback.labelled_by')
          .selectAll('feedback')
          .select('app_user.name as labeller')
          .where('label', open ? 'is' : 'is not', null)
          // Ids are made of the time: their order is that of arrival.
          .orderBy('feedback.id', 'desc')
          .limit(pageSize + 1);
        if (query.before !== undefined) page = page.where('feedback.id', '<', query.before);
        const rows = await page.execute();
        const shown = rows.slice(0, pageSize);
        const left = await given
          .where('label', 'is', null)
          .select((e) => e.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow();
        if (shown.length > 0) {
          const log = {
            actor: actor.userId,
            action: 'feedback.read',
            subject: 'feedback',
            detail: { messages: shown.length },
          };
          await audit(tx, log, clock);
        }
        const next = rows.length > pageSize ? shown.at(-1)?.id : undefined;
        return {
          examples: shown.map((row) => show(row, row.labeller ?? undefined, locale)),
          ...(next !== undefined && { next }),
          open: left.n,
        };
      }),

    /** Says what a message really was; `null` takes it back. @throws `feedback.not-found` */
    label: (actor: Actor, id: string, label: Label | null, locale: Locale): Promise<Example> =>
      withTx(db, async (tx) => {
        const now = clock();
        const row = await tx
          .updateTable('feedback')
          .set({ label, labelled_at: label && now, labelled_by: label && actor.userId })
          .where('id', '=', id)
          .where('sealed_text', 'is not', null)
          .returningAll()
          .executeTakeFirst();
        if (!row) throw problem('feedback.not-found');
        await audit(
          tx,
          { actor: actor.userId, action: 'feedback.label', subject: `feedback:${id}`, detail: { label } },
          clock,
        );
        return show(row, label === null ? undefined : actor.name, locale);
      }),

    /** How often the engine was right, in the weeks up to now. */
    async quality(weeks: number, locale: Locale): Promise<Quality> {
      const now = clock();
      // From a Monday on: a first week cut short would look like a quiet one.
      const since = new Date(`${mondayOf(new Date(now.getTime() - (weeks - 1) * 7 * 86_400_000))}T00:00:00+07:00`);
      const rows = await db
        .selectFrom('feedback')
        .select(['received_at', 'grade', 'scheme', 'actual', 'label'])
        .where('received_at', '>=', since)
        .execute();
      const found = deriveQuality(
        rows.map((row) => ({ ...row, receivedAt: row.received_at })),
        since,
        now,
      );
      return {
        ...found,
        schemes: found.schemes.map(({ scheme, ...figures }) => ({ ...named(scheme, locale), ...figures })),
      };
    },

    /** Labelled messages as the trainer reads them, with other digits. Logged. */
    exportLabelled: (actor: Actor): Promise<string> =>
      withTx(db, async (tx) => {
        const rows = await tx
          .selectFrom('feedback')
          .selectAll()
          .where('label', 'is not', null)
          .where('sealed_text', 'is not', null)
          .where('demo', '=', false)
          .orderBy('id')
          .execute();
        const log = {
          actor: actor.userId,
          action: 'feedback.export',
          subject: 'feedback',
          detail: { messages: rows.length },
        };
        await audit(tx, log, clock);
        return rows
          .map((row) => {
            const label = row.label === 'honest' ? 'ham' : row.label;
            return `${label}\t${row.scheme ?? 'given'}\t${row.sender ?? 'none'}\t${masked(textOf(row))}\n`;
          })
          .join('');
      }),

    /** Forgets messages that were kept long enough. */
    async forget(): Promise<void> {
      const before = new Date(clock().getTime() - keptDays * 86_400_000);
      await db
        .updateTable('feedback')
        .set({ sealed_text: null })
        .where('received_at', '<', before)
        .where('sealed_text', 'is not', null)
        .execute();
    },
  };

  function textOf(row: FeedbackTable): string {
    return vault.openText(row.sealed_text as Buffer, textContext(row.id));
  }

  function show(row: FeedbackTable, labelledBy: string | undefined, locale: Locale): Example {
    return {
      id: row.id,
      receivedAt: row.received_at.toISOString(),
      grade: row.grade,
      gradeText: renderMessage(locale, `grade.${row.grade}`),
      ...named(row.scheme ?? undefined, locale),
      actual: row.actual,
      ...(row.sender && { sender: row.sender }),
      text: textOf(row),
      ...(row.label && { label: row.label }),
      ...(labelledBy !== undefined && { labelledBy }),
      demo: row.demo,
    };
  }
}

const named = (scheme: string | undefined, locale: Locale) =>
  scheme === undefined || !known.has(scheme)
    ? {}
    : { scheme, schemeName: renderMessage(locale, `scheme.${scheme}.name`) };

/** One line, each digit by chance another one: a number that is somebody's must neither leave with it nor be found again. */
const masked = (text: string): string =>
  text
    .replaceAll('\t', ' ')
    .replace(/\r?\n/g, '\\n')
    .replace(/\p{Nd}/gu, () => String(randomInt(10)));

export type FeedbackService = ReturnType<typeof createFeedbackService>;
