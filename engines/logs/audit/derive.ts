import type { LogEvent } from '../event.ts';

/** What a process runs. */
export interface Program {
  exe: string;
  line: string | undefined;
}

/** System calls that ask for a connection of their own. */
const connects = new Set(['connect', 'sendto', 'sendmsg']);

/**
 * What Sysmon for Linux would have told of the same event: most Linux rules are written for `process_creation` with
 * Image and CommandLine, some for `file_event` and `network_connection`.
 *
 * @param records all records of one event, enriched
 * @param call its SYSCALL
 * @param programOf the program that a process was last seen with
 */
export function derived(
  records: readonly LogEvent[],
  call: LogEvent,
  programOf: (pid: unknown) => Program | undefined,
): LogEvent[] {
  if (call.success === 'no') return [];
  const common = {
    '@timestamp': call['@timestamp'],
    serial: call.serial,
    ...(call.node === undefined ? {} : { node: call.node }),
    product: 'linux',
    Image: call.exe,
    ProcessId: call.pid,
    User: call.UID ?? (call.uid === '0' ? 'root' : call.uid),
  };
  const events: LogEvent[] = [];
  for (const record of records) {
    if (record.type === 'EXECVE') {
      const parent = programOf(call.ppid);
      events.push({
        ...common,
        category: 'process_creation',
        CommandLine: record.CommandLine,
        ...(record.cwd === undefined ? {} : { CurrentDirectory: record.cwd }),
        ParentProcessId: call.ppid,
        ...(parent === undefined ? {} : { ParentImage: parent.exe }),
        ...(parent?.line === undefined ? {} : { ParentCommandLine: parent.line }),
      });
    } else if (record.type === 'PATH' && record.nametype === 'CREATE') {
      const name: unknown = Array.isArray(record.name) ? record.name[1] : record.name;
      if (typeof name === 'string') events.push({ ...common, category: 'file_event', TargetFilename: name });
    } else if (record.type === 'SOCKADDR' && connects.has(String(call.SYSCALL))) {
      const { laddr, lport } = record;
      if (laddr === undefined) continue;
      events.push({
        ...common,
        category: 'network_connection',
        DestinationIp: laddr,
        DestinationPort: lport,
        Initiated: 'true',
      });
    }
  }
  return events;
}
