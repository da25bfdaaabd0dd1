import { FilterListParser, RuleCategory } from '@adguard/agtree';
import { FiltersEngine, Request } from '@ghostery/adblocker';

/**
 * Read by AdGuard's parser: every line a comment or a network rule. Used by Ghostery's engine: every listed name and
 * what is below it is blocked, names that only look alike are not; of a page's site, only that page is.
 */
export function adblockProblems(list: string, { names, pages }: { names: string[]; pages: string[] }) {
  const problems: string[] = [];
  const parsed = FilterListParser.parse(list, { tolerant: true });
  let rules = 0;
  for (const node of parsed.children) {
    if (node.category === RuleCategory.Network) rules++;
    else if (node.category !== RuleCategory.Comment && node.category !== RuleCategory.Empty) {
      problems.push(`AdGuard reads a line as ${node.category}: ${list.slice(node.start ?? 0, node.end ?? 0)}`);
    }
  }
  const engine = FiltersEngine.parse(list);
  const blocked = (url: string): boolean =>
    engine.match(Request.fromRawDetails({ url, type: 'document', sourceUrl: 'https://nguoi-gui.example/' })).match;
  const expect = (url: string, wanted: boolean) => {
    if (blocked(url) !== wanted) problems.push(`Ghostery ${wanted ? 'lets through' : 'blocks'} ${url}`);
  };
  const listed = new Set(names);
  for (const name of names) {
    expect(`https://${name}/`, true);
    expect(`http://dang-nhap.${name}/x?y=1`, true);
    expect(`https://x${name}/`, false);
    expect(`https://${name}.honest.example/`, false);
  }
  let expressible = 0;
  for (const key of pages) {
    const host = key.slice(0, key.indexOf('/'));
    if (listed.has(host)) continue;
    expect(`https://${host}/`, false);
    if (list.includes(`\n||${key}|\n`)) {
      expressible++;
      expect(`https://${key}`, true);
      expect(`https://${key}-khac`, false);
    }
  }
  if (rules < names.length + expressible) problems.push(`AdGuard counts ${rules} rules, fewer than were listed`);
  return {
    problems,
    how: `${rules} rules read by @adguard/agtree and matched by @ghostery/adblocker: ${names.length} names, ${expressible} of ${pages.length} pages (the others hold marks that mean something in a rule)`,
  };
}
