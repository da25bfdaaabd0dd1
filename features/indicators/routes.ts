import { normalise } from '@khien/engines/text';
import { type Tx, withTx } from '@khien/platform/db';
import { type KhienApp, problem, route } from '@khien/platform/http';
import { z } from 'zod';
import { indicatorKinds } from './kinds.ts';
import { maySign, mayUnlist } from './policy.ts';
import * as q from './queries.ts';
import {
  IndicatorActionInput,
  IndicatorDetail,
  IndicatorPage,
  IndicatorQuery,
  PublicQuery,
  PublicRecord,
} from './schema.ts';
import type { IndicatorDeps, IndicatorService } from './service.ts';
import { toDetail, toPublic, toView } from './view.ts';

const Id = z.object({ id: z.uuid() });
const PUBLIC_PAGE = 100;

export function indicatorRoutes(app: KhienApp, deps: IndicatorDeps & { db: Tx }, service: IndicatorService): void {
  const { db, clock, reference } = deps;

  /** The keys a value may be stored under; people write it in many ways and do not say what kind it is. */
  const keysOf = (value: string): string[] => {
    const keys = indicatorKinds.flatMap((kind) => {
      const result = normalise(kind, value, reference);
      return result.ok ? [result.observable.key] : [];
    });
    return [...new Set(keys)];
  };

  route(app, {
    method: 'GET',
    url: '/v1/indicators/public',
    summary: 'What was put on the list and taken off in the last 90 days; numbers and accounts only by exact value',
    tag: 'indicators',
    permission: 'public',
    query: PublicQuery,
    response: { 200: PublicRecord },
    examples: [
      { query: { days: 30 }, ok: 200 },
      { query: { value: '0912 345 678' }, ok: 200 },
    ],
    handler: async ({ query }) => {
      const since = new Date(clock().getTime() - query.days * 86_400_000);
      const before = query.cursor === undefined ? undefined : readCursor(query.cursor);
      const keys = query.value === undefined ? undefined : keysOf(query.value);
      const rows = await q.publicRecord(db, since, keys, before, PUBLIC_PAGE + 1);
      const items = rows.slice(0, PUBLIC_PAGE);
      const last = rows.length > PUBLIC_PAGE ? items.at(-1) : undefined;
      return { items: items.map(toPublic), next: last ? writeCursor(last) : null };
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/indicators',
    summary: 'Indicators, newest first',
    tag: 'indicators',
    permission: 'indicator.read',
    query: IndicatorQuery,
    response: { 200: IndicatorPage },
    examples: [{ query: { state: 'listed' }, ok: 200, as: 'officer' }],
    handler: async ({ query }) => {
      const after = query.cursor === undefined ? undefined : Number(query.cursor);
      if (after !== undefined && !Number.isSafeInteger(after)) throw problem('input.malformed');
      const rows = await q.pageOfIndicators(
        db,
        query,
        after,
        query.value === undefined ? undefined : keysOf(query.value),
      );
      const items = rows.slice(0, query.limit);
      const next = rows.length > query.limit ? String(items.at(-1)?.number) : null;
      return { items: items.map(toView), next };
    },
  });

  route(app, {
    method: 'GET',
    url: '/v1/indicators/:id',
    summary: 'One indicator with everything that was done to it',
    tag: 'indicators',
    permission: 'indicator.read',
    params: Id,
    response: { 200: IndicatorDetail },
    examples: [{ params: { id: '00000000-0000-7000-8000-000000000000' }, ok: 404, as: 'officer' }],
    handler: async ({ params }) => detail(db, params.id),
  });

  route(app, {
    method: 'POST',
    url: '/v1/indicators/:id/actions',
    summary: 'Sign, take off the list, or prolong',
    tag: 'indicators',
    permission: 'indicator.read',
    params: Id,
    body: IndicatorActionInput,
    response: { 200: IndicatorDetail },
    examples: [
      { params: { id: '00000000-0000-7000-8000-000000000000' }, body: { type: 'sign' }, ok: 404, as: 'officer' },
    ],
    handler: async ({ params, body, actor }) => {
      const may = body.type === 'unlist' ? mayUnlist(actor) : maySign(actor);
      if (!may) throw problem('auth.forbidden');
      return withTx(db, async (tx) => {
        if (body.type === 'sign') await service.sign(tx, actor, params.id, body.note);
        else if (body.type === 'unlist') await service.unlist(tx, actor, { id: params.id }, body);
        else await service.extend(tx, actor, params.id, new Date(body.until), body.note);
        return detail(tx, params.id);
      });
    },
  });
}

async function detail(tx: Tx, id: string): Promise<IndicatorDetail> {
  const row = await q.findById(tx, id);
  if (!row) throw problem('indicator.not-found');
  return toDetail(row, await q.readActions(tx, id));
}

const writeCursor = (row: q.PublicRow): string =>
  Buffer.from(JSON.stringify([row.at.toISOString(), row.number, row.seq])).toString('base64url');

const Cursor = z.tuple([z.iso.datetime(), z.int(), z.int()]);

/** @throws input.malformed: cursors are ours, a changed one is a mistake of the caller */
function readCursor(text: string): q.PublicCursor {
  try {
    const [at, number, seq] = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { at: new Date(at), number, seq };
  } catch (cause) {
    throw problem('input.malformed', { cause });
  }
}
