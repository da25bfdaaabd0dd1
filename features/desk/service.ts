import type { CompiledReference } from '@khien/engines/text';
import type { Listing } from '@khien/engines/verdict';
import type { IndicatorService } from '@khien/features/indicators';
import type { Casework, Contact } from '@khien/features/reports';
import { audit } from '@khien/platform/audit';
import type { Actor } from '@khien/platform/auth';
import type { BlobStore } from '@khien/platform/blobs';
import type { Vault } from '@khien/platform/crypto';
import { type Tx, withTx } from '@khien/platform/db';
import { type Locale, problem } from '@khien/platform/http';
import { z } from 'zod';
import { runAction } from './actions.ts';
import { mayReadLead, mayReadReport } from './policy.ts';
import * as queries from './queries.ts';
import { headlines, newestReports, type QueueCursor, type QueueFilter, queueCounts, queuePage } from './queue.ts';
import type { LeadActionInput, LeadActionResult, LeadDetail, LeadPage, LeadQuery } from './schema.ts';
import { leadDetail, leadRow } from './view.ts';

export interface DeskDeps {
  db: Tx;
  clock: () => Date;
  vault: Vault;
  blobs: BlobStore;
  reference: CompiledReference;
  casework: Casework;
  indicators: IndicatorService;
  /** What is listed now, restricted lists included. */
  lookup: (keys: string[]) => (Listing | undefined)[] | Promise<(Listing | undefined)[]>;
  checksOf: (tx: Tx, keys: readonly string[], since: Date) => Promise<{ day: string; count: number }[]>;
  unitName: (id: string, locale: Locale) => string | undefined;
  schemeName: (id: string, locale: Locale) => string | undefined;
  /** Where a report without a commune goes. */
  provinceId: string;
  /** Who vouches for what this desk lists, as everybody reads it: `Công an tỉnh Điện Biên`. */
  source: string;
}

const Cursor = z.object({ gravity: z.int(), at: z.iso.datetime(), id: z.uuid() });

/** The duty desk: a queue of leads, one page for each, and the decisions. */
export function createDeskService(deps: DeskDeps) {
  const { db } = deps;
  const row = async (tx: Tx, id: string, units: readonly string[]) => {
    const [found] = await queuePage(tx, { units, now: deps.clock(), limit: 1, id });
    return found;
  };

  async function detail(tx: Tx, actor: Actor, id: string, locale: Locale, units?: readonly string[]) {
    const found = await row(tx, id, units ?? actor.unitsFor('lead.read'));
    if (!found) throw problem('lead.not-found');
    return leadDetail(deps, tx, found, actor, locale);
  }

  return {
    async queue(actor: Actor, query: LeadQuery, locale: Locale): Promise<LeadPage> {
      const { cursor, mine, limit = 50, ...rest } = query;
      const units = actor.unitsFor('lead.read');
      const filter: QueueFilter = {
        ...rest,
        units,
        takenBy: mine ? actor.userId : undefined,
        now: deps.clock(),
        after: readCursor(cursor),
        limit: limit + 1,
      };
      const rows = await queuePage(db, filter);
      const page = rows.slice(0, limit);
      const ids = page.map((one) => one.id);
      const shown = await headlines(db, ids, 4);
      const newest = await newestReports(db, ids, units);
      const names = await queries.namesOf(
        db,
        page.map((one) => one.taken_by),
      );
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        leads: page.map((one) => {
          const report = newest.get(one.id);
          const parts = {
            observables: (shown.get(one.id) ?? []).map(({ kind, value, key }) => ({ kind, value, key })),
            excerpt: report ? deps.casework.excerpt(report, 140) : '',
            takenBy: one.taken_by ? names.get(one.taken_by) : undefined,
          };
          return leadRow(deps, one, parts, locale);
        }),
        ...(last && { next: writeCursor(last, query.sort === 'newest') }),
        counts: await queueCounts(db, filter),
      };
    },

    /** Opening a lead reads what people wrote: it is logged. */
    read: (actor: Actor, id: string, locale: Locale): Promise<LeadDetail> =>
      withTx(db, async (tx) => {
        const found = await detail(tx, actor, id, locale);
        await audit(tx, entry(actor, 'lead.read', id, found.unitId), deps.clock);
        return found;
      }),

    /** @throws the problems of {@link runAction} */
    act: (actor: Actor, id: string, input: LeadActionInput, locale: Locale): Promise<LeadActionResult> =>
      withTx(db, async (tx) => {
        const newLeadId = await runAction(deps, tx, actor, id, input, locale);
        // Who passed a lead on may not read it any longer; they still see what they have done.
        const own = (await queries.findLead(tx, id))?.unit_id;
        const units = [...actor.unitsFor('lead.read'), ...(own ? [own] : [])];
        return { lead: await detail(tx, actor, id, locale, units), ...(newLeadId && { newLeadId }) };
      }),

    /** How to reach a reporter, under a purpose that is logged. */
    contact: (actor: Actor, id: string, reportId: string, purpose: string): Promise<Contact> =>
      withTx(db, async (tx) => {
        const lead = await queries.findLead(tx, id);
        const inLead = lead && (await queries.leadOfReport(tx, reportId)) === id;
        if (!lead || !inLead || !mayReadLead(actor, lead.unit_id, [])) throw problem('lead.not-found');
        if (!actor.can('report.read-contact', lead.unit_id)) throw problem('auth.forbidden');
        const contact = await deps.casework.contact(tx, reportId);
        if (!contact) throw problem('report.no-contact');
        const detail = { purpose, lead: id };
        await audit(
          tx,
          {
            actor: actor.userId,
            unit: lead.unit_id,
            action: 'report.read-contact',
            subject: `report:${reportId}`,
            detail,
          },
          deps.clock,
        );
        return contact;
      }),

    /** A file that came with a report of this lead. */
    file: (actor: Actor, id: string, fileId: string): Promise<{ mime: string; bytes: Buffer; sha256: string }> =>
      withTx(db, async (tx) => {
        const lead = await queries.findLead(tx, id);
        if (!lead) throw problem('lead.not-found');
        const file = await deps.casework.file(tx, fileId);
        const here = file && (await queries.leadOfReport(tx, file.report_id)) === id;
        if (!here || !mayReadReport(actor, lead.unit_id, file.unit_id)) throw problem('file.gone');
        const bytes = await deps.blobs.get(file.sha256);
        if (!bytes) throw problem('file.gone');
        const where = { actor: actor.userId, unit: lead.unit_id, action: 'report.read-file' };
        const detail = { sha256: file.sha256, lead: id };
        await audit(tx, { ...where, subject: `report:${file.report_id}`, detail }, deps.clock);
        return { mime: file.mime, bytes, sha256: file.sha256 };
      }),
  };
}

export type DeskService = ReturnType<typeof createDeskService>;

const entry = (actor: Actor, action: string, leadId: string, unit: string) => ({
  actor: actor.userId,
  unit,
  action,
  subject: `lead:${leadId}`,
});

function readCursor(text: string | undefined): QueueCursor | undefined {
  if (text === undefined) return undefined;
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw problem('input.invalid', {
      issues: (locale) => [
        {
          path: 'query.cursor',
          code: 'cursor',
          message: { vi: 'Con trỏ trang chưa đúng.', en: 'This page cursor is not right.' }[locale],
        },
      ],
    });
  }
}

function writeCursor(row: { gravity: number; last_report_at: Date; id: string }, newest: boolean): string {
  const cursor = { gravity: newest ? 0 : row.gravity, at: row.last_report_at.toISOString(), id: row.id };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}
