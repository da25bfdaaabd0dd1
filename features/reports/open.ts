import type { Locale } from '@khien/platform/http';
import type { Selectable } from 'kysely';
import type { ReportAction } from './derive.ts';
import type { ReportsDeps } from './service.ts';
import type { ReportActionTable } from './tables.ts';

/** Opens the sealed words of a report's actions, in their order. */
export function openActions(
  deps: Pick<ReportsDeps, 'vault' | 'unitName'>,
  reportId: string,
  rows: readonly Selectable<ReportActionTable>[],
  locale: Locale,
): ReportAction[] {
  return rows.map(({ kind, at, sealed_text, detail }) => {
    const unit = detail.unitId ? deps.unitName(detail.unitId, locale) : undefined;
    return {
      kind,
      at: at.toISOString(),
      ...(sealed_text && { text: deps.vault.openText(sealed_text, `report:${reportId}:action`) }),
      ...(detail.decision && { decision: detail.decision }),
      ...(unit && { unit }),
    };
  });
}
