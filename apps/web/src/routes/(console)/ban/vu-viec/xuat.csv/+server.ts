import type { LeadPage, LeadRow } from '@khien/features/desk';
import { error } from '@sveltejs/kit';
import { formatTime } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import type { RequestHandler } from './$types';

const mostRows = 5000;

/** A cell that a spreadsheet reads as text: quoted, and never as a formula. */
function cell(value: string | number): string {
  const text = String(value);
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const row = (lead: LeadRow): string =>
  [
    lead.number,
    lead.state,
    lead.kind,
    lead.schemeName ?? '',
    lead.unit,
    lead.reportCount,
    lead.lost,
    formatTime(lead.openedAt),
    formatTime(lead.lastReportAt),
    lead.takenBy?.name ?? '',
    lead.observables.map(({ display }) => display).join('; '),
  ]
    .map(cell)
    .join(',');

/** The queue as it is filtered, for a spreadsheet (UTF-8 with a mark, so that Vietnamese opens right). */
export const GET: RequestHandler = async (event) => {
  const query = new URLSearchParams(event.url.searchParams);
  if (!query.has('state')) query.set('state', 'open');
  if (query.get('state') === 'all') query.delete('state');
  query.set('limit', '100');
  const head = [
    m.desk_col_number(),
    m.desk_col_state(),
    m.desk_filter_kind(),
    m.desk_col_scheme(),
    m.desk_filter_unit(),
    m.desk_col_reports(),
    m.desk_col_lost(),
    m.desk_col_opened(),
    m.desk_col_last(),
    m.desk_col_taken(),
    m.desk_col_seen(),
  ];
  const lines = [head.map(cell).join(',')];
  do {
    const answer = await api<LeadPage>(event, 'GET', `leads?${query}`);
    if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
    lines.push(...answer.data.leads.map(row));
    query.set('cursor', answer.data.next ?? '');
  } while (query.get('cursor') && lines.length <= mostRows);
  return new Response(`\ufeff${lines.join('\r\n')}\r\n`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="khien-vu-viec.csv"',
    },
  });
};
