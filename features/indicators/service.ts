import { type CompiledReference, normalise } from '@khien/engines/text';
import { audit } from '@khien/platform/audit';
import { newId, type Tx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { problem } from '@khien/platform/http';
import { type Derived, derive, type IndicatorAction, nothing, step } from './derive.ts';
import type { Guard } from './guard.ts';
import { addMonths, defaultMonths, type IndicatorKind, indicatorKinds, peopleNeeded, type Tlp } from './kinds.ts';
import * as q from './queries.ts';

declare module '@khien/platform/events' {
  interface EventTypes {
    'indicator.listed': { indicatorId: string; leadId: string | null };
    'indicator.unlisted': { indicatorId: string; leadId: string | null };
  }
}

export interface IndicatorDeps {
  clock: () => Date;
  reference: CompiledReference;
  refuse: Guard;
}

/** A person; an Actor is one. */
export interface Person {
  userId: string;
  name: string;
}

export interface Proposal {
  kind: IndicatorKind;
  /** As written by people or canonical; normalised here. */
  value: string;
  verdict?: 'scam' | 'official';
  name?: string;
  scheme?: string;
  /** Who vouches, as shown to everybody: "Công an tỉnh Điện Biên". */
  source: string;
  /** Why, for colleagues. No personal data. */
  evidence: string;
  tlp?: Tlp;
  /** End of validity; 12 months for numbers and accounts, 24 for the rest when left out. */
  until?: Date;
  unitId?: string;
  leadId?: string;
  note?: string;
}

/** What to take off: an indicator, or a key that only imported lists hold. */
export type UnlistTarget = { id: string } | { kind: IndicatorKind; value: string };

export type IndicatorService = ReturnType<typeof createIndicatorService>;

/** The only writer of indicators. Every method joins the caller's transaction; permissions are the caller's. */
export function createIndicatorService({ clock, reference, refuse }: IndicatorDeps) {
  const canonical = (kind: IndicatorKind, value: string) => {
    const result = normalise(kind, value, reference);
    if (!result.ok || !isListable(result.observable.kind)) throw problem('indicator.not-of-its-kind');
    return { ...result.observable, kind: result.observable.kind };
  };

  async function load(tx: Tx, row: q.IndicatorRow): Promise<Derived> {
    return derive(row.kind, (await q.readActions(tx, row.id)).map(toAction));
  }

  /** Checks the step, writes it, and brings the row to what the actions now say. */
  async function act(tx: Tx, row: q.IndicatorRow, from: Derived, action: Written): Promise<Acted> {
    const result = step(row.kind, from, action);
    if (!result.ok) throw problem(`indicator.${result.problem}`);
    const { next } = result;
    await q.insertAction(tx, row.id, action);
    await audit(tx, {
      actor: action.actor === 'system' ? undefined : action.actor,
      unit: row.unit_id ?? undefined,
      action: `indicator.${action.type}`,
      subject: `indicator:${row.id}`,
      detail: { kind: row.kind, ...(action.until ? { until: action.until.toISOString() } : {}) },
    });
    const updated = await q.updateState(tx, row.id, {
      state: next.state === 'none' ? row.state : next.state,
      listed_at: next.listedAt ?? null,
      unlisted_at: next.unlistedAt ?? null,
      expires_at: next.expiresAt ?? null,
      changed_at: action.at,
    });
    return { row: updated, state: next };
  }

  async function listWhenSigned(tx: Tx, at: Acted, who: Person, now: Date): Promise<Acted> {
    if (at.state.state !== 'proposed' || at.state.signers.length < peopleNeeded(at.row.kind)) return at;
    const listed = await act(tx, at.row, at.state, { type: 'list', actor: who.userId, actorName: who.name, at: now });
    await emit(tx, { type: 'indicator.listed', payload: { indicatorId: at.row.id, leadId: at.row.lead_id } });
    return listed;
  }

  /** The row of a kind and value, made when there is none: an appeal may be about what only an imported list holds. */
  async function rowFor(tx: Tx, who: Person, target: { kind: IndicatorKind; value: string }, now: Date) {
    const observable = canonical(target.kind, target.value);
    const known = await q.lockByKey(tx, observable.key);
    if (known) return known;
    const proposal = { ...target, source: who.name, evidence: '' };
    return q.insertIndicator(tx, newRow(observable, proposal, who, now, null));
  }

  return {
    /**
     * Puts an observable forward. Kinds that one person may list are listed at once. What another person has already
     * proposed counts as their signature plus this one; what is already listed is confirmed anew, which prolongs it.
     */
    async propose(tx: Tx, who: Person, proposal: Proposal): Promise<q.IndicatorRow> {
      const now = clock();
      const observable = canonical(proposal.kind, proposal.value);
      const refused = (proposal.verdict ?? 'scam') === 'scam' ? refuse(observable) : undefined;
      if (refused) throw problem(`indicator.${refused}`);
      const until = proposal.until ?? addMonths(now, defaultMonths(observable.kind));
      if (until <= now) throw problem('indicator.not-later');
      const written = { actor: who.userId, actorName: who.name, at: now, note: proposal.note };
      const known = await q.lockByKey(tx, observable.key);
      if (!known) {
        const row = await q.insertIndicator(tx, newRow(observable, proposal, who, now, until));
        const first = await act(tx, row, nothing, { ...written, type: 'propose', until });
        return (await listWhenSigned(tx, first, who, now)).row;
      }
      const state = await load(tx, known);
      if (state.state === 'listed') {
        if (state.expiresAt && until <= state.expiresAt) return known;
        return (await act(tx, known, state, { ...written, type: 'extend', until })).row;
      }
      if (state.state === 'proposed') {
        if (state.signers.includes(who.userId)) return known;
        const signed = await act(tx, known, state, { ...written, type: 'sign' });
        return (await listWhenSigned(tx, signed, who, now)).row;
      }
      await q.updateGrounds(tx, known.id, grounds(proposal, who, now));
      const again = await act(tx, known, state, { ...written, type: 'propose', until });
      return (await listWhenSigned(tx, again, who, now)).row;
    },

    /** The second signature. @throws indicator.same-person when it is the same person's */
    async sign(tx: Tx, who: Person, id: string, note?: string): Promise<q.IndicatorRow> {
      const now = clock();
      const row = await q.lockById(tx, id);
      if (!row) throw problem('indicator.not-found');
      const state = await load(tx, row);
      const signed = await act(tx, row, state, { type: 'sign', actor: who.userId, actorName: who.name, at: now, note });
      return (await listWhenSigned(tx, signed, who, now)).row;
    },

    /** Takes a proposal back before it was ever listed; nothing about it becomes public. */
    async withdraw(tx: Tx, who: Person, id: string, note?: string): Promise<void> {
      const row = await q.lockById(tx, id);
      if (!row) throw problem('indicator.not-found');
      const state = await load(tx, row);
      if (state.state !== 'proposed') return;
      await act(tx, row, state, { type: 'expire', actor: who.userId, actorName: who.name, at: clock(), note });
    },

    /** Takes off the list at once, for look-ups, exports and against imported lists. `publicNote` is published. */
    async unlist(tx: Tx, who: Person, target: UnlistTarget, why: { publicNote: string; note?: string | undefined }) {
      const now = clock();
      const row = 'id' in target ? await q.lockById(tx, target.id) : await rowFor(tx, who, target, now);
      if (!row) throw problem('indicator.not-found');
      const state = await load(tx, row);
      const action = { type: 'unlist' as const, actor: who.userId, actorName: who.name, at: now, ...why };
      const done = await act(tx, row, state, action);
      await emit(tx, { type: 'indicator.unlisted', payload: { indicatorId: row.id, leadId: row.lead_id } });
      return done.row;
    },

    /** Prolongs a listing. @throws indicator.not-later when it already holds that long */
    async extend(tx: Tx, who: Person, id: string, until: Date, note?: string): Promise<q.IndicatorRow> {
      const row = await q.lockById(tx, id);
      if (!row) throw problem('indicator.not-found');
      const action = { type: 'extend' as const, actor: who.userId, actorName: who.name, at: clock(), until, note };
      return (await act(tx, row, await load(tx, row), action)).row;
    },

    /** Ends what has run out; called by the clock. @returns how many */
    async expire(tx: Tx, limit = 500): Promise<number> {
      const now = clock();
      const rows = await q.passedEnds(tx, now, limit);
      for (const row of rows) {
        const state = await load(tx, row);
        await act(tx, row, state, { type: 'expire', actor: 'system', at: now });
        if (state.state === 'listed') {
          await emit(tx, { type: 'indicator.unlisted', payload: { indicatorId: row.id, leadId: row.lead_id } });
        }
      }
      return rows.length;
    },

    byKeys: q.findByKeys,
    byLead: q.findByLead,
    byId: q.findById,
    actions: q.readActions,
  };
}

type Written = IndicatorAction & {
  actorName?: string | undefined;
  note?: string | undefined;
  publicNote?: string | undefined;
};
interface Acted {
  row: q.IndicatorRow;
  state: Derived;
}

const listable = new Set<string>(indicatorKinds);
const isListable = (kind: string): kind is IndicatorKind => listable.has(kind);

export function toAction(row: q.ActionRow): IndicatorAction {
  return { type: row.type, actor: row.actor, at: row.at, ...(row.until ? { until: row.until } : {}) };
}

/** What a new proposal says about an indicator, also when it replaces an older one. */
function grounds(proposal: Proposal, who: Person, now: Date) {
  return {
    verdict: proposal.verdict ?? ('scam' as const),
    name: proposal.name ?? null,
    scheme: proposal.scheme ?? null,
    tlp: proposal.tlp ?? ('CLEAR' as const),
    source: proposal.source,
    evidence: proposal.evidence,
    unit_id: proposal.unitId ?? null,
    lead_id: proposal.leadId ?? null,
    created_by: who.userId,
    created_at: now,
    changed_at: now,
  };
}

function newRow(
  observable: { kind: IndicatorKind; value: string; key: string },
  proposal: Proposal,
  who: Person,
  now: Date,
  until: Date | null,
): q.NewIndicator {
  return {
    id: newId(now.getTime()),
    kind: observable.kind,
    value: observable.value,
    key: observable.key,
    ...grounds(proposal, who, now),
    state: 'proposed',
    listed_at: null,
    unlisted_at: null,
    expires_at: until,
  };
}
