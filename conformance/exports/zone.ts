import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withSbin } from './programs.ts';

/** Loaded by BIND's zone checker; otherwise by the master-file grammar (RFC 1035 §5) as far as we use it. */
export async function zoneProblems(zone: string, names: string[], folder: string, bind: boolean) {
  const problems: string[] = [];
  const records = new Set(zone.split('\n').filter((line) => line.endsWith(' CNAME .')));
  for (const name of names.filter((one) => one.length <= 191)) {
    for (const owner of [name, `*.${name}`])
      if (!records.has(`${owner} CNAME .`)) problems.push(`no record for ${owner}`);
  }
  if (!bind) {
    for (const line of zone.split('\n')) if (!grammar.test(line)) problems.push(`not a record: ${line}`);
    return { problems, how: `${records.size} records by our own grammar check: named-checkzone is not installed` };
  }
  const file = path.join(folder, 'rpz.zone');
  await writeFile(file, zone);
  try {
    execFileSync('named-checkzone', ['-k', 'fail', 'rpz.khien.example', file], { env: withSbin(), stdio: 'pipe' });
  } catch (error) {
    problems.push(String((error as { stdout?: Buffer }).stdout ?? error));
  }
  return { problems, how: `${records.size} records loaded by named-checkzone (BIND)` };
}

const grammar =
  /^(?:|;.*|\$TTL \d+|@ IN SOA \S+ \S+ \( \d+ \d+ \d+ \d+ \d+ \)|@ IN NS \S+|(?:\*\.)?(?:[a-z0-9_-]{1,63}\.?)+ CNAME \.)$/;
