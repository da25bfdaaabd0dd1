import { type Bar, notMeasured } from '../bench/report.ts';
import { skippedForData } from './data/shared.ts';
import { agreement } from './sigma/agreement.ts';
import { correlations } from './sigma/correlations.ts';
import { socData } from './sigma/data.ts';
import { hostile } from './sigma/hostile.ts';
import { law } from './sigma/law.ts';
import { loading } from './sigma/loading.ts';
import { logs } from './sigma/logs.ts';
import { ownRules } from './sigma/own-rules.ts';
import { routes } from './sigma/routes.ts';
import { schemas } from './sigma/schemas.ts';
import { sources } from './sigma/sources.ts';

/** What parsers of logs are held against; see there for the limits. */
const LOGS = ['logs.evtx-records', 'logs.fail2ban-host', 'logs.loghub', 'logs.auditd-rules', 'logs.webserver-rules'];

/** Sigma rules of the community on real events, against oracles made by others and by the slow, obvious reading. */
export async function run(): Promise<Bar[]> {
  const soc = socData();
  if (soc === undefined) {
    return [
      notMeasured('sigma.loaded', '≥ 100', '%', skippedForData),
      notMeasured('sigma.unexplained', '= 0', 'rules', skippedForData),
      notMeasured('sigma.samples-failed', '= 0', 'documents', skippedForData),
      notMeasured('sigma.schema-disagreements', '= 0', 'documents', skippedForData),
      notMeasured('sigma.route-differences', '= 0', 'routes', skippedForData),
      notMeasured('sources.schemas', '= 0', 'samples', skippedForData),
      notMeasured('sources.windows-events', '= 0', 'events', skippedForData),
      notMeasured('sigma.unclassified-differences', '= 0', 'pairs of event and rule', skippedForData),
      notMeasured('sigma.reference-differences', '= 0', 'events', skippedForData),
      notMeasured('sigma.correlation-differences', '= 0', 'firings', skippedForData),
      notMeasured('sigma.hostile-failures', '= 0', 'cases', skippedForData),
      ...LOGS.map((bar) => notMeasured(bar, '', '', skippedForData)),
      notMeasured('sigma.own-rules', '≥ 30', 'rules', skippedForData),
      notMeasured('sigma.own-rules-noise', '= 0', 'alarms', skippedForData),
      notMeasured('sigma.own-rules-honest-addresses', '= 0', 'alarms', skippedForData),
    ];
  }
  return [
    ...loading(soc),
    schemas(soc),
    routes(soc),
    ...sources(soc),
    agreement(soc),
    law(soc),
    correlations(soc),
    await hostile(),
    ...logs(soc),
    ...ownRules(soc),
  ];
}
