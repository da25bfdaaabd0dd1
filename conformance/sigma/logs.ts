import type { Bar } from '../../bench/report.ts';
import { evtxLogs } from './logs-evtx.ts';
import { textLogs } from './logs-text.ts';

/** The parsers of engines/logs against tools and annotations of others. Each parser adds its bars here. */
export function logs(soc: string): Bar[] {
  return [...evtxLogs(soc), ...textLogs(soc)];
}
