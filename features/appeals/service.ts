import { createHash } from 'node:crypto';
import { type CompiledReference, formatValue } from '@khien/engines/text';
import type { IndicatorService } from '@khien/features/indicators';
import { Contact } from '@khien/features/reports';
import { audit } from '@khien/platform/audit';
import type { Actor } from '@khien/platform/auth';
import { newCode, parseCode, type Vault } from '@khien/platform/crypto';
import { newId, type Tx, withTx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { type Locale, problem } from '@khien/platform/http';
import { deriveAppeal, dueAt } from './derive.ts';
import { findListed, type Lookup } from './listed.ts';
import * as queries from './queries.ts';
import type {
  AppealDecisionInput,
  AppealDetail,
  AppealInput,
  AppealPage,
  AppealQuery,
  AppealReceipt,
  AppealRow,
  PublicAppeal,
} from './schema.ts';

export interface AppealsDeps {
  db: Tx;
  clock: () => Date;
  vault: Vault;
  reference: CompiledReference;
  /** What is listed now, restricted lists included: who is on one may appeal too. */
  lookup: Lookup;
  indicators: IndicatorService;
}

interface Receipt {
  code: string;
  fingerprint: string;
}

/** Appeals against a listing: anybody may, somebody else than the signers decides, within 72 hours. */
export function createAppealService(deps: AppealsDeps) {
  const { db, clock, vault } = deps;

  const publicView = async (tx: Tx, row: queries.AppealRecord): Promise<PublicAppeal> => {
    const { decidedBy: _, ...standing } = deriveAppeal(await queries.actionsOf(tx, row.id));
    return {
      ...standing,
      value: formatValue(row.kind, row.value, 'vi'),
      receivedAt: row.received_at.toISOString(),
      dueAt: row.due_at.toISOString(),
      demo: row.demo,
    };
  };

  const replay = async (row: queries.AppealRecord, fingerprint: string) => {
    const receipt = vault.openJson(row.sealed_receipt, `appeal:${row.id}:receipt`) as Receipt;
    if (receipt.fingerprint !== fingerprint) throw problem('report.key-reused');
    return { receipt: { ...(await publicView(db, row)), code: receipt.code }, created: false, id: row.id };
  };

  /** Those who stand behind the listing may not judge the appeal against it. */
  const signersOf = async (tx: Tx, indicatorId: string | null): Promise<{ id: string; name: string }[]> => {
    if (indicatorId === null) return [];
    const actions = await deps.indicators.actions(tx, indicatorId);
    const signed = actions.filter((one) => one.type === 'propose' || one.type === 'sign');
    return [...new Map(signed.map((one) => [one.actor, { id: one.actor, name: one.actor_name ?? '' }])).values()];
  };

  return {
    /** @throws `appeal.not-listed` when nothing of the kind is listed */
    async submit(
      input: AppealInput,
      origin: { demo?: boolean; receivedAt?: Date } = {},
    ): Promise<{ receipt: AppealReceipt; created: boolean; id: string }> {
      const key = input.idempotencyKey;
      const idempotency = key === undefined ? null : vault.hashCode(`appeal:${key}`);
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([input.value, input.text, input.contact ?? null]))
        .digest('base64url');
      const again = idempotency && (await queries.findBy(db, 'idempotency_hash', idempotency));
      if (again) return replay(again, fingerprint);
      const listed = await findListed(input.value, deps.reference, deps.lookup);
      if (!listed) throw problem('appeal.not-listed');
      const id = newId();
      const code = newCode();
      const receivedAt = origin.receivedAt ?? clock();
      const receipt: Receipt = { code, fingerprint };
      const row = {
        id,
        code_hash: vault.hashCode(code),
        idempotency_hash: idempotency,
        indicator_id: listed.indicatorId ?? null,
        kind: listed.kind,
        value: listed.value,
        key: listed.key,
        sealed_text: vault.seal(input.text, `appeal:${id}:text`),
        sealed_contact: input.contact ? vault.seal(input.contact, `appeal:${id}:contact`) : null,
        sealed_receipt: vault.seal(receipt, `appeal:${id}:receipt`),
        received_at: receivedAt,
        due_at: dueAt(receivedAt),
        demo: origin.demo ?? false,
      };
      const created = await withTx(db, async (tx) => {
        if (!(await queries.insertAppeal(tx, row))) return false;
        await queries.appendAction(tx, id, { kind: 'received', at: receivedAt });
        await emit(tx, { type: 'appeal.received', payload: { appealId: id } });
        return true;
      });
      if (!created && idempotency) {
        const first = await queries.findBy(db, 'idempotency_hash', idempotency);
        if (first) return replay(first, fingerprint);
      }
      return { receipt: { ...(await publicView(db, row)), code }, created: true, id };
    },

    /** @throws `report.code-wrong`, `appeal.not-found` */
    async status(code: string): Promise<PublicAppeal> {
      const read = parseCode(code);
      if (read === undefined) throw problem('report.code-wrong');
      const row = await queries.findBy(db, 'code_hash', vault.hashCode(read));
      if (!row) throw problem('appeal.not-found');
      return publicView(db, row);
    },

    async list(query: AppealQuery, locale: Locale): Promise<AppealPage> {
      const limit = query.limit ?? 50;
      const rows = await queries.pageOfAppeals(db, query, query.cursor, limit + 1);
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? page.at(-1)?.rank : undefined;
      return {
        appeals: page.map((row) => appealRow(row, clock(), locale)),
        ...(next && { next }),
        overdue: await queries.countOverdue(db, clock()),
      };
    },

    /** Opening an appeal reads what a person wrote: it is logged. */
    read: (actor: Actor, id: string, locale: Locale): Promise<AppealDetail> =>
      withTx(db, async (tx) => {
        const row = await queries.findById(tx, id);
        if (!row) throw problem('appeal.not-found');
        await audit(tx, { actor: actor.userId, action: 'appeal.read', subject: `appeal:${id}` }, clock);
        return detail(tx, actor, row, locale);
      }),

    /** Both answers are given by somebody who did not sign. Un-listing happens in the same transaction. */
    decide: (actor: Actor, id: string, input: AppealDecisionInput, locale: Locale): Promise<AppealDetail> =>
      withTx(db, async (tx) => {
        const row = await queries.lockAppeal(tx, id);
        if (!row) throw problem('appeal.not-found');
        if (deriveAppeal(await queries.actionsOf(tx, id)).status === 'decided') throw problem('appeal.decided');
        const signers = await signersOf(tx, row.indicator_id);
        if (signers.some((one) => one.id === actor.userId)) throw problem('appeal.own-signature');
        if (input.decision === 'unlisted') await takeOff(tx, actor, row, input.reason);
        const { decision, reason } = input;
        await queries.appendAction(tx, id, { kind: 'decided', at: clock(), actor_id: actor.userId, decision, reason });
        await emit(tx, { type: 'appeal.decided', payload: { appealId: id, decision } });
        const log = { actor: actor.userId, action: 'appeal.decide', subject: `appeal:${id}`, detail: { decision } };
        await audit(tx, log, clock);
        return detail(tx, actor, row, locale);
      }),

    /** How to reach the one who appealed, under a purpose that is logged. */
    contact: (actor: Actor, id: string, purpose: string): Promise<Contact> =>
      withTx(db, async (tx) => {
        const row = await queries.findById(tx, id);
        if (!row) throw problem('appeal.not-found');
        if (!row.sealed_contact) throw problem('report.no-contact');
        const log = {
          actor: actor.userId,
          action: 'appeal.read-contact',
          subject: `appeal:${id}`,
          detail: { purpose },
        };
        await audit(tx, log, clock);
        return Contact.parse(vault.openJson(row.sealed_contact, `appeal:${id}:contact`));
      }),
  };

  async function takeOff(tx: Tx, actor: Actor, row: queries.AppealRecord, reason: string): Promise<void> {
    const why = { publicNote: reason };
    if (row.indicator_id === null) {
      await deps.indicators.unlist(tx, actor, { kind: row.kind, value: row.value }, why);
      return;
    }
    const indicator = await deps.indicators.byId(tx, row.indicator_id);
    // Taken off meanwhile, or run out: the answer stands without doing it again.
    if (indicator?.state === 'listed') await deps.indicators.unlist(tx, actor, { id: indicator.id }, why);
  }

  async function detail(tx: Tx, actor: Actor, row: queries.AppealRecord, locale: Locale): Promise<AppealDetail> {
    const standing = deriveAppeal(await queries.actionsOf(tx, row.id));
    const indicator = row.indicator_id ? await deps.indicators.byId(tx, row.indicator_id) : undefined;
    const signedBy = await signersOf(tx, row.indicator_id);
    const by = standing.decidedBy
      ? await tx.selectFrom('app_user').select(['id', 'name']).where('id', '=', standing.decidedBy).executeTakeFirst()
      : undefined;
    return {
      id: row.id,
      status: standing.status,
      kind: row.kind,
      value: row.value,
      display: formatValue(row.kind, row.value, locale),
      receivedAt: row.received_at.toISOString(),
      dueAt: row.due_at.toISOString(),
      overdue: standing.status === 'received' && row.due_at < clock(),
      ...(standing.decision && { decision: standing.decision }),
      ...(standing.decidedAt && { decidedAt: standing.decidedAt }),
      ...(standing.reason && { reason: standing.reason }),
      ...(by && { decidedBy: by }),
      demo: row.demo,
      text: vault.openText(row.sealed_text, `appeal:${row.id}:text`),
      hasContact: row.sealed_contact !== null,
      ...(indicator && {
        indicator: {
          id: indicator.id,
          state: indicator.state,
          ...(indicator.scheme && { scheme: indicator.scheme }),
          evidence: indicator.evidence,
          ...(indicator.listed_at && { listedAt: indicator.listed_at.toISOString() }),
          ...(indicator.lead_id && { leadId: indicator.lead_id }),
          signedBy,
        },
      }),
      mayDecide:
        standing.status === 'received' &&
        actor.can('appeal.decide') &&
        !signedBy.some((one) => one.id === actor.userId),
    };
  }
}

export type AppealService = ReturnType<typeof createAppealService>;

function appealRow(row: queries.AppealListRow, now: Date, locale: Locale): AppealRow {
  return {
    id: row.id,
    status: row.decided_at ? 'decided' : 'received',
    kind: row.kind,
    value: row.value,
    display: formatValue(row.kind, row.value, locale),
    receivedAt: row.received_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    overdue: !row.decided_at && row.due_at < now,
    ...(row.decision && { decision: row.decision }),
    ...(row.decided_at && { decidedAt: row.decided_at.toISOString() }),
    ...(row.decided_by && { decidedBy: { id: row.decided_by, name: row.decided_name ?? '' } }),
    demo: row.demo,
  };
}
