import type { Device } from '@khien/features/device';
import { reportedKeys } from '@khien/features/reports';
import { createPeople, type PackUnit, type People } from '@khien/features/people';
import type { Config } from '@khien/platform/config';
import { createHttp, type KhienApp, openapiRoute } from '@khien/platform/http';
import packageJson from '../../package.json' with { type: 'json' };
import { type CaseworkFeatures, createCasework } from './casework.ts';
import { loadDemo } from './demo.ts';
import { openDevice } from './device.ts';
import { observeRequests, operationRoutes } from './operations.ts';
import { type Overrides, openParts, type Parts } from './parts.ts';
import { createProtection, type Protection } from './protect.ts';
import { referenceRoute } from './reference.ts';
import { createSignIn, readPack } from './sign-in.ts';

export { migrationFolders } from './migrations.ts';
export type { Overrides, Parts } from './parts.ts';

export interface Services {
  people: People;
  protection: Protection;
  casework: CaseworkFeatures;
  device: Device;
}

export interface Server {
  app: KhienApp;
  parts: Parts;
  services: Services;
  /** Starts events and jobs, as far as this process's roles ask for them. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The one place where the parts are put together. Nothing else creates a feature. */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Server> {
  const parts = await openParts(config, overrides);
  try {
    return await build(parts, overrides);
  } catch (error) {
    await parts.database.close();
    throw error;
  }
}

async function build(parts: Parts, overrides: Overrides): Promise<Server> {
  const { config, clock, db, vault, events, jobs, logger } = parts;
  const signIn = await createSignIn(config);
  const { units } = await readPack<{ units: PackUnit[] }>(`${config.province}/units.json`);
  const people = await createPeople({ db, clock, vault, origin: config.origin, oidc: signIn.oidc, units });
  await signIn.seed(db, clock());

  const protection = createProtection(parts, {
    reportedKeys: (tx, keys) => reportedKeys(tx, keys),
  });
  const casework = createCasework(parts, protection, units);
  const device = openDevice(parts, overrides);
  await protection.start();
  await device.start();

  const app = await createHttp({
    origin: config.origin,
    trustProxy: config.trustProxy,
    clock,
    logger,
    authenticate: people.authenticate,
    quick: device.quick,
    observe: observeRequests(parts.metrics),
    ...(overrides.limitFactor ? { limitFactor: overrides.limitFactor } : {}),
  });
  operationRoutes(app, parts, { lookup: () => protection.check.store.state().generation > 0 });
  people.routes(app);
  protection.routes(app);
  casework.routes(app);
  device.routes(app);
  referenceRoute(app, units);
  openapiRoute(app, { version: packageJson.version, origin: config.origin });
  await signIn.mountOn(app);

  return {
    app,
    parts,
    services: { people, protection, casework, device },
    async start() {
      const worker = config.roles.has('worker');
      await events.start({ deliver: worker });
      // Decisions between the opening of the tables and the first broadcast heard.
      await protection.check.store.catchUp();
      if (worker) await jobs.start();
      if (worker && config.demo) {
        // The product works without them: a failure is told and tried again at the next start.
        await loadDemo(parts, protection, units).catch((err: unknown) =>
          logger.error({ err }, 'the demonstration data could not be loaded'),
        );
      }
    },
    async close() {
      app.khien.stopping = true;
      // A connection that its client keeps open would hold the stop up until it times out.
      const idle = setInterval(() => app.server.closeIdleConnections(), 100);
      await app.close().finally(() => clearInterval(idle));
      await jobs.stop();
      await events.stop();
      await device.stop();
      await protection.stop();
      await parts.database.close();
    },
  };
}
