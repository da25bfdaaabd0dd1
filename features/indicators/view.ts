import { formatValue } from '@khien/engines/text';
import { derive } from './derive.ts';
import { isPersonal, peopleNeeded } from './kinds.ts';
import type { ActionRow, IndicatorRow, PublicRow } from './queries.ts';
import type { IndicatorDetail, IndicatorView, PublicEntry } from './schema.ts';
import { toAction } from './service.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function toView(row: IndicatorRow): IndicatorView {
  const { id, kind, value, key, verdict, name, scheme, tlp, source, evidence, state } = row;
  return {
    id,
    kind,
    value,
    key,
    verdict,
    name,
    scheme,
    tlp,
    source,
    evidence,
    state,
    display: formatValue(kind, value),
    unitId: row.unit_id,
    leadId: row.lead_id,
    createdAt: row.created_at.toISOString(),
    listedAt: iso(row.listed_at),
    unlistedAt: iso(row.unlisted_at),
    expiresAt: iso(row.expires_at),
  };
}

export function toDetail(row: IndicatorRow, actions: ActionRow[]): IndicatorDetail {
  const names = new Map(actions.map((action) => [action.actor, action.actor_name ?? action.actor]));
  return {
    ...toView(row),
    actions: actions.map((action) => ({
      type: action.type,
      actor: action.actor,
      actorName: action.actor_name,
      at: action.at.toISOString(),
      until: iso(action.until),
      note: action.note,
      publicNote: action.public_note,
    })),
    signers: derive(row.kind, actions.map(toAction)).signers.map((id) => names.get(id) ?? id),
    signersNeeded: peopleNeeded(row.kind),
  };
}

export function toPublic(row: PublicRow): PublicEntry {
  return {
    at: row.at.toISOString(),
    what: row.type === 'list' ? 'listed' : 'unlisted',
    kind: row.kind,
    value: row.value,
    display: formatValue(row.kind, row.value),
    scheme: row.scheme,
    // The source of what points to a person may be a small unit: who reported could be guessed from it.
    source: isPersonal(row.kind) ? '' : row.source,
    reason: row.type === 'unlist' ? row.public_note : null,
  };
}
