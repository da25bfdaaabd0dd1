import { createIndicatorService, createGuard } from '@khien/features/indicators';
import { DEMO_ISSUER, type DemoPersonData, type PackUnit } from '@khien/features/people';
import type { LeadActionInput } from '@khien/features/desk';
import type { Loss, ReportInput } from '@khien/features/reports';
import { type DemoReport, type DemoStep, type DemoStory, demo } from '@khien/packs/demo';
import { registry } from '@khien/packs/vietnam';
import { audit } from '@khien/platform/audit';
import { type Actor, createActor } from '@khien/platform/auth';
import { type Tx, withTx } from '@khien/platform/db';
import { sql } from 'kysely';
import { createServices } from './casework.ts';
import { createNames } from './names.ts';
import type { Parts } from './parts.ts';
import type { Protection } from './protect.ts';
import { readPack } from './sign-in.ts';

export interface DemoSummary {
  reports: number;
  decisions: number;
  appeals: number;
}

interface Happening {
  hoursAgo: number;
  run(): Promise<void>;
}

const HOUR = 3_600_000;

/** Plays the stories once; marked in the log, so that later starts need not look at each. */
export async function loadDemo(parts: Parts, protection: Protection, units: readonly PackUnit[]): Promise<DemoSummary> {
  return withTx(parts.db, async (lock) => {
    // Of several processes that start at once, one loads.
    await sql`select pg_advisory_xact_lock(7212299)`.execute(lock);
    const done = await parts.db
      .selectFrom('audit_log')
      .select('seq')
      .where('action', '=', 'demo.loaded')
      .executeTakeFirst();
    if (done) return { reports: 0, decisions: 0, appeals: 0 };
    const summary = await playStories(parts, protection, units);
    await askAround(protection);
    await audit(parts.db, { action: 'demo.loaded', subject: 'demo', detail: { ...summary } }, parts.clock);
    return summary;
  });
}

/**
 * Plays the demonstration's stories through the real services, in the order in which they happened, on a clock set to
 * those times. Everything is marked as demo data. Safe to repeat, also after a stop half-way: what is there is left.
 */
export async function playStories(
  parts: Parts,
  protection: Protection,
  units: readonly PackUnit[],
): Promise<DemoSummary> {
  const { db } = parts;
  const summary: DemoSummary = { reports: 0, decisions: 0, appeals: 0 };
  const anchor = await anchorOf(db, parts.clock());
  let now = anchor;
  const clock = () => now;
  const indicators = createIndicatorService({
    clock,
    reference: protection.reference,
    refuse: createGuard(registry),
  });
  const source = `${createNames(units).source} (dữ liệu thử nghiệm)`;
  const services = createServices(parts, protection, units, { clock, indicators, source });
  const people = await demoActors(db, units);
  const happenings: Happening[] = [
    ...demo.stories.flatMap((story) => storyHappenings(story)),
    ...demo.appeals.flatMap((_, index) => appealHappenings(index)),
  ].sort((a, b) => b.hoursAgo - a.hoursAgo);
  for (const { hoursAgo, run } of happenings) {
    now = new Date(anchor.getTime() - hoursAgo * HOUR);
    await run();
  }
  now = anchor;
  return summary;

  function storyHappenings(story: DemoStory): Happening[] {
    const leads: string[] = [];
    const reports = story.reports.map((report, index) => ({
      hoursAgo: report.hoursAgo,
      run: async () => {
        const input = inputOf(story, report, index, anchor);
        const { created, reportId } = await services.reports.submit(input, 'vi', { demo: true, receivedAt: now });
        if (created) summary.reports++;
        await withTx(db, (tx) => services.desk.place(tx, reportId));
        const row = await db
          .selectFrom('lead_report')
          .select('lead_id')
          .where('report_id', '=', reportId)
          .executeTakeFirst();
        if (row) leads.push(row.lead_id);
      },
    }));
    const steps = (story.steps ?? []).map((step, index) => ({
      hoursAgo: step.hoursAgo,
      run: async () => {
        const actor = people.get(step.by);
        const leadId = leads[0];
        if (actor && leadId && (await decide(actor, leadId, step, story, index))) summary.decisions++;
      },
    }));
    return [...reports, ...steps];
  }

  async function decide(actor: Actor, leadId: string, step: DemoStep, story: DemoStory, index: number) {
    const done = await db
      .selectFrom('lead_action')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('lead_id', '=', leadId)
      .where('actor_id', 'is not', null)
      .executeTakeFirstOrThrow();
    if (done.n > index) return false;
    const lead = await services.desk.service.read(actor, leadId, 'vi');
    const listable = lead.observables.filter((one) => one.links && one.kind !== 'url').map((one) => one.key);
    await services.desk.service.act(actor, leadId, actionOf(step, story, lead.version, listable), 'vi');
    return true;
  }

  function appealHappenings(index: number): Happening[] {
    const appeal = demo.appeals[index];
    if (!appeal) return [];
    const { decision } = appeal;
    let id = '';
    const received = {
      hoursAgo: appeal.hoursAgo,
      run: async () => {
        await protection.check.store.catchUp();
        const { value, text, contact } = appeal;
        const input = { value, text, ...(contact && { contact }), idempotencyKey: `demo-appeal-data-${index}` };
        const found = await services.appeals.service.submit(input, { demo: true, receivedAt: now });
        id = found.id;
        if (found.created) summary.appeals++;
      },
    };
    if (!decision) return [received];
    const decided = {
      hoursAgo: decision.hoursAgo,
      run: async () => {
        const actor = people.get(decision.by);
        if (!actor || (await services.appeals.service.read(actor, id, 'vi')).status === 'decided') return;
        await services.appeals.service.decide(actor, id, decision, 'vi');
      },
    };
    return [received, decided];
  }
}

/** The moment the stories count back from: now, or that of the first load, so that a second one finds the same. */
async function anchorOf(db: Tx, now: Date): Promise<Date> {
  const longest = Math.max(...demo.stories.flatMap((story) => story.reports.map((report) => report.hoursAgo)));
  const row = await db
    .selectFrom('report')
    .select((eb) => eb.fn.min('received_at').as('first'))
    .where('demo', '=', true)
    .executeTakeFirst();
  return row?.first ? new Date(row.first.getTime() + longest * HOUR) : now;
}

/** The demonstration's people as actors; empty where an identity provider of one's own is used instead. */
async function demoActors(db: Tx, units: readonly PackUnit[]): Promise<Map<string, Actor>> {
  const { people } = await readPack<{ people: DemoPersonData[] }>('demo/people.json');
  const below = (id: string): string[] => [
    id,
    ...units.filter((unit) => unit.parent === id).flatMap((unit) => below(unit.id)),
  ];
  const rows = await db
    .selectFrom('app_user')
    .select(['id', 'name', 'oidc_subject'])
    .where('oidc_issuer', '=', DEMO_ISSUER)
    .execute();
  return new Map(
    people.flatMap(({ subject, role, unitId }) => {
      const row = rows.find((one) => one.oidc_subject === subject);
      if (!row) return [];
      const person = { userId: row.id, name: row.name, grants: [{ role, unitId }], method: 'oidc' as const };
      return [[subject, createActor(person, { subtree: below })] as const];
    }),
  );
}

function inputOf(story: DemoStory, report: DemoReport, index: number, anchor: Date): ReportInput {
  const { loss } = report;
  const at = (hoursAgo: number) => new Date(anchor.getTime() - hoursAgo * HOUR).toISOString();
  const lost: Loss | undefined = loss && {
    amount: loss.amount,
    at: at(loss.hoursAgo),
    ...(loss.reference && { reference: loss.reference }),
    ...(loss.from && { from: loss.from }),
    ...(loss.to && { to: loss.to }),
  };
  return {
    kind: report.kind,
    text: report.text,
    unitId: report.unit,
    ...(story.scheme && { scheme: story.scheme }),
    ...(lost && { loss: lost }),
    ...(report.contact && { contact: report.contact }),
    idempotencyKey: `demo-report-${story.id}-${index}`,
  };
}

function actionOf(step: DemoStep, story: DemoStory, version: number, keys: string[]): LeadActionInput {
  const note = step.note ? { note: step.note } : {};
  const message = step.message ?? '';
  switch (step.type) {
    case 'take':
      return { type: 'take', version };
    case 'ask':
      return { type: 'ask', version, question: step.question ?? '' };
    case 'pass-on':
      return { type: 'pass-on', version, unitId: step.unit ?? '', ...note };
    case 'not-scam':
    case 'not-enough':
      return { type: step.type, version, message };
    case 'countersign':
      return { type: 'countersign', version, ...note };
    case 'confirm':
      return {
        type: 'confirm',
        version,
        keys,
        evidence: step.evidence ?? '',
        ...(story.scheme && { scheme: story.scheme }),
        ...(step.message && { message }),
      };
  }
}

/** Citizens of the demonstration ask about what is listed, through the same check as everybody. */
async function askAround({ check }: Protection): Promise<void> {
  await check.store.catchUp();
  for (const { text, times } of demo.checks) for (let i = 0; i < times; i++) check.service.check({ text });
  await check.flush();
}
