import { type CompiledReference, compileReference } from '@khien/engines/text';
import { type CheckFeature, createCheck } from '@khien/features/check';
import { createIndicators, type Indicators } from '@khien/features/indicators';
import { createFeeds, type Feeds } from '@khien/features/feeds';
import { createWatch, type Watch } from '@khien/features/watch';
import { reference, registry, schemes } from '@khien/packs/vietnam';
import type { Tx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import type { KhienApp } from '@khien/platform/http';
import { Gauge } from '@khien/platform/telemetry';
import type { Parts } from './parts.ts';

/** The features that answer checks and carry decisions out: they share the reference data and the look-up tables. */
export interface Protection {
  reference: CompiledReference;
  indicators: Indicators;
  feeds: Feeds;
  check: CheckFeature;
  watch: Watch;
  routes(app: KhienApp): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface Links {
  /** Which of these keys are named in a report. */
  reportedKeys: (tx: Tx, keys: readonly string[]) => Promise<readonly string[]>;
}

export function createProtection(parts: Parts, links: Links): Protection {
  const { db, clock, vault, events, jobs, logger, config } = parts;
  const { connection } = parts.database;
  const onError = (err: unknown, where: string) => logger.error({ err, where }, 'failed');
  const compiled = compileReference(reference);
  const indicators = createIndicators({ db, clock, reference: compiled, registry });
  const feeds = createFeeds({
    db,
    connection,
    clock,
    reference: compiled,
    origin: config.origin,
    refuse: indicators.refuse,
    schemes: new Set(schemes.schemes.map(({ id }) => id)),
  });
  const check = createCheck({
    db,
    connection,
    dataFolder: config.dataFolder,
    clock,
    reference: compiled,
    onError,
    ...links,
  });
  const watch = createWatch({ db, clock, vault, reference: compiled, verdict: check.service.verdict });

  const figures = {
    entries: 'Entries in the look-up files',
    overlay: 'Decisions held in memory beside the look-up files',
    generation: 'Generation of the look-up files',
  } as const;
  for (const [name, help] of Object.entries(figures)) {
    new Gauge({
      name: `khien_lookup_${name}`,
      help,
      registers: [parts.metrics],
      collect() {
        this.set(check.store.state()[name as keyof typeof figures]);
      },
    });
  }

  indicators.jobs(jobs);
  feeds.jobs(jobs);
  check.subscriptions(events, jobs);
  check.jobs(jobs, (generation) => emit(db, { type: 'lookup.built', payload: { generation } }));
  watch.subscriptions(events);
  watch.jobs(jobs);

  return {
    reference: compiled,
    indicators,
    feeds,
    check,
    watch,
    routes(app) {
      check.routes(app);
      indicators.routes(app);
      feeds.routes(app);
      watch.routes(app);
    },
    start: check.start,
    stop: check.stop,
  };
}
