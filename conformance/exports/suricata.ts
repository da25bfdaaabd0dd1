import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withSbin } from './programs.ts';

/** Loaded by `suricata -T`; otherwise by the rule grammar of its manual (§ Rules Format) for the keywords we use. */
export async function suricataProblems(list: string, folder: string, suricata: boolean) {
  const rules = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const sids = rules.map((rule) => /sid:(\d+);/.exec(rule)?.[1]);
  const problems = sids.length === new Set(sids).size ? [] : ['a sid is used twice'];
  if (!suricata) {
    problems.push(...rules.filter((rule) => !isRule(rule)).map((rule) => `not a rule: ${rule}`));
    return { problems, how: `${rules.length} rules by our own grammar check: suricata is not installed` };
  }
  const file = path.join(folder, 'khien.rules');
  await writeFile(file, list);
  try {
    execFileSync(
      'suricata',
      ['-T', '-S', file, '-l', folder, '--set', 'classification-file=/etc/suricata/classification.config'],
      {
        env: withSbin(),
        stdio: 'pipe',
        timeout: 120_000,
      },
    );
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: Buffer; stdout?: Buffer };
    problems.push(...`${stdout}${stderr}`.split('\n').filter((line) => /error/i.test(line)));
  }
  return { problems, how: `${rules.length} rules loaded by suricata -T` };
}

const buffers = ['dns.query', 'tls.sni', 'http.host', 'http.uri'];
const flags = new Set([...buffers, 'dotprefix', 'nocase', 'startswith', 'endswith']);
const valued = new Set(['msg', 'content', 'flow', 'classtype', 'sid', 'rev', 'metadata']);

/** Header, then options `keyword;` or `keyword:value;` whose strings hold no mark that would end them. */
function isRule(rule: string): boolean {
  const parts = /^alert (?:dns|tls|http|ip) \$HOME_NET any -> \S+ any \((.*;)\)$/.exec(rule);
  if (!parts) return false;
  const options = (parts[1] ?? '').matchAll(/\s*([a-z._]+)(?::\s?("(?:[^"\\;|]|\|(?:[0-9a-f]{2} ?)+\|)*"|[^";]+))?;/g);
  let length = 0;
  for (const [whole, keyword = '', value] of options) {
    length += whole.length;
    if (!(value === undefined ? flags : valued).has(keyword)) return false;
  }
  return length === parts[1]?.length;
}
