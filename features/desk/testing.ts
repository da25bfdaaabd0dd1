import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileReference, lookupKeys, normalise } from '@khien/engines/text';
import { createChecker, type Listing } from '@khien/engines/verdict';
import { createGuard, createIndicatorService, indicatorMigrations } from '@khien/features/indicators';
import { peopleMigrations } from '@khien/features/people';
import { createReports, ownersIn, type ReportInput, reportsMigrations } from '@khien/features/reports';
import { brands, hotlines, reference, registry, schemes } from '@khien/packs/vietnam';
import { type Actor, createActor, type Role } from '@khien/platform/auth';
import { createFolderStore } from '@khien/platform/blobs';
import { createVault } from '@khien/platform/crypto';
import { newId } from '@khien/platform/db';
import { createEvents } from '@khien/platform/events';
import { testDatabase } from '@khien/platform/testkit';
import { createDesk, type DeskDeps, deskMigrations, type LeadActionInput, type LeadDetail } from './index.ts';

const units = [
  { id: '11', parent: null, vi: 'Tỉnh Điện Biên', en: 'Dien Bien Province' },
  { id: '03316', parent: '11', vi: 'Xã Nà Tấu', en: 'Na Tau Commune' },
  { id: '03328', parent: '11', vi: 'Xã Thanh Nưa', en: 'Thanh Nua Commune' },
];
const tree = {
  subtree: (id: string): string[] =>
    id === '11' ? units.map((unit) => unit.id) : units.some((u) => u.id === id) ? [id] : [],
};

export type DeskHarness = Awaited<ReturnType<typeof deskHarness>>;

/** The desk on a database of its own with real reports, indicators, checker, vault and outbox. */
export async function deskHarness() {
  const database = await testDatabase([peopleMigrations, indicatorMigrations, reportsMigrations, deskMigrations]);
  const folder = mkdtempSync(path.join(tmpdir(), 'khien-desk-'));
  const { db, connection } = database;
  let now = new Date('2026-11-21T02:00:00Z');
  const clock = () => now;
  const vault = createVault(path.join(folder, 'keys.json'));
  const blobs = createFolderStore({ folder: path.join(folder, 'files'), vault });
  const compiled = compileReference(reference);
  const checker = createChecker({ reference: compiled, registry, brands, schemes, hotlines });
  const indicators = createIndicatorService({ clock, reference: compiled, refuse: createGuard(registry) });
  for (const unit of units) {
    const row = {
      id: unit.id,
      parent_id: unit.parent,
      kind: unit.parent ? ('commune' as const) : ('province' as const),
    };
    await db
      .insertInto('unit')
      .values({ ...row, name_vi: unit.vi, name_en: unit.en, retired_at: null })
      .execute();
  }
  const shared = {
    db,
    clock,
    vault,
    blobs,
    reference: compiled,
    unitName: (id: string, locale: 'vi' | 'en') => units.find((unit) => unit.id === id)?.[locale],
    schemeName: (id: string) => (id === 'khoa-sim' ? 'Dọa khóa SIM' : undefined),
  };
  const reports = createReports({
    ...shared,
    hotlines,
    ownerOf: ownersIn(registry, compiled),
    check: (text) => checker({ text }, (keys) => keys.map(() => undefined)),
  });
  const lookup: DeskDeps['lookup'] = async (keys) => {
    const rows = await indicators.byKeys(db, keys);
    return keys.map((key): Listing | undefined => {
      const row = rows.find((one) => one.key === key && one.state === 'listed');
      return row && { kind: row.verdict, source: row.source, listedAt: row.listed_at?.toISOString() ?? '', id: row.id };
    });
  };
  const deps: DeskDeps = {
    ...shared,
    casework: reports.casework,
    indicators,
    lookup,
    checksOf: async () => [],
    provinceId: '11',
    source: 'Công an tỉnh Điện Biên',
  };
  const desk = createDesk(deps);
  const failures: unknown[] = [];
  const events = createEvents({ db, connection, onError: (error) => failures.push(error) });
  desk.subscriptions(events);

  let sent = 0;
  return {
    db,
    pool: database.pool,
    desk: desk.service,
    deps,
    reports,
    indicators,
    failures,
    pass: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    async person(name: string, role: Role, unitId: string): Promise<Actor> {
      const userId = newId();
      await db
        .insertInto('app_user')
        .values({ id: userId, name, oidc_issuer: null, oidc_subject: null, created_at: now, disabled_at: null })
        .execute();
      return createActor({ userId, name, grants: [{ role, unitId }], method: 'passkey' }, tree);
    },
    /** Sends a report and lets the desk hear of it. */
    async send(text: string, over: Partial<ReportInput> = {}) {
      const input: ReportInput = { kind: 'attempt', text, idempotencyKey: `desk-test-${++sent}-${newId()}`, ...over };
      const { receipt, reportId } = await reports.submit(input, 'vi');
      await events.drain();
      const row = await db
        .selectFrom('lead_report')
        .select('lead_id')
        .where('report_id', '=', reportId)
        .executeTakeFirst();
      return { reportId, code: receipt.code, leadId: row?.lead_id ?? '' };
    },
    drain: () => events.drain(),
    /** Acts on the newest version of a lead. */
    async act(actor: Actor, leadId: string, input: Unversioned): Promise<LeadDetail> {
      const { version } = await desk.service.read(actor, leadId, 'vi');
      return (await desk.service.act(actor, leadId, { ...input, version } as LeadActionInput, 'vi')).lead;
    },
    async listed(kind: 'phone' | 'domain' | 'bank-account', value: string): Promise<boolean> {
      const observable = normalise(kind, value, compiled);
      if (!observable.ok) throw new Error(observable.problem);
      return (await lookup(lookupKeys(observable.observable))).some((one) => one?.kind === 'scam');
    },
    async close() {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

type Unversioned = LeadActionInput extends infer T ? (T extends unknown ? Omit<T, 'version'> : never) : never;
