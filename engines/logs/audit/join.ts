import { type LineContext, type LogEvent, put } from '../event.ts';
import { derived, type Program } from './derive.ts';
import { argument, parseAuditRecord } from './record.ts';

/** Most events of the kernel that are waited for at once, and most records of one. */
const MOST_OPEN = 64;
const MOST_RECORDS = 256;
/** Most signs of lines that wait together: a long command alone may come in many records. */
const MOST_HELD = 16_777_216;
/** Records of one event arrive together; one that is this much older than the newest has all that will come. */
const LONGEST_WAIT = 2_000;
/** Processes whose program is remembered, to name the parent of a new one. */
const MOST_PROCESSES = 4_096;
/** How much of its command line is remembered. */
const LONGEST_LINE = 1_024;

/** Records of these types may belong to an event of several; every other type stands alone. */
const joined = new Set(
  'SYSCALL PATH IPC SOCKETCALL SOCKADDR CWD EXECVE IPC_SET_PERM MQ_OPEN MQ_SENDRECV MQ_NOTIFY MQ_GETSETATTR KERNEL_OTHER FD_PAIR OBJ_PID BPRM_FCAPS CAPSET MMAP NETFILTER_CFG KERN_MODULE FANOTIFY BPF OPENAT2 AVC SELINUX_ERR AVC_PATH CONFIG_CHANGE TIME_INJOFFSET TIME_ADJNTPVAL APPARMOR_DENIED APPARMOR_ALLOWED APPARMOR_AUDIT PROCTITLE EOE'.split(
    ' ',
  ),
);
/** What a record learns from the SYSCALL of its event: who did it, with which program. Never `a0`… or `key`. */
const shared =
  'pid ppid auid uid gid euid suid fsuid egid sgid fsgid tty ses comm exe success exit SYSCALL AUID UID GID EUID'.split(
    ' ',
  );

export interface AuditJoiner {
  /** The events that this line ends, often none. undefined where it is no audit record. */
  push(line: string, context: LineContext): LogEvent[] | undefined;
  /** The input has ended: everything that is still open. */
  end(): LogEvent[];
}

interface Open {
  time: number;
  length: number;
  records: LogEvent[];
}

/**
 * Joins the records of an event. Rules match on single records (`type: EXECVE`, `type: PATH`), so that every record
 * stays an event of its own; it also gets the user, process and program of its SYSCALL and the working directory. EXECVE
 * gets `CommandLine`; a relative `name` of PATH its absolute form as well. An EXECVE that succeeded, a file that was
 * created and a connection that was opened are told once more in the names of Sysmon for Linux, for the rules of those
 * categories.
 */
export function createAuditJoiner(): AuditJoiner {
  const open = new Map<string, Open>();
  const programs = new Map<string, Program>();
  let newest = 0;
  let held = 0;

  function close(key: string, out: LogEvent[]): void {
    const event = open.get(key);
    if (event === undefined) return;
    open.delete(key);
    held -= event.length;
    enrich(event.records);
    for (const record of event.records) out.push(record);
    const call = event.records.find((record) => record.type === 'SYSCALL');
    if (call === undefined) return;
    const host = String(call.node ?? '');
    for (const one of derived(event.records, call, (pid) => programs.get(`${host} ${String(pid)}`))) out.push(one);
    if (typeof call.exe === 'string') {
      const id = `${host} ${String(call.pid)}`;
      const started = event.records.find((record) => record.type === 'EXECVE')?.CommandLine;
      const line = typeof started === 'string' ? started : programs.get(id)?.line;
      programs.delete(id);
      programs.set(id, { exe: call.exe, line: line?.slice(0, LONGEST_LINE) });
      if (programs.size > MOST_PROCESSES) for (const [first] of programs) return void programs.delete(first);
    }
  }

  function closeOld(out: LogEvent[]): void {
    // Events are kept in the order of their first record.
    for (const [key, { time }] of open) {
      if (open.size <= MOST_OPEN && held <= MOST_HELD && newest - time <= LONGEST_WAIT) return;
      close(key, out);
    }
  }

  return {
    push(line, context) {
      const record = parseAuditRecord(line, context);
      if (record === undefined) return undefined;
      const type = String(record.type);
      if (!joined.has(type)) return [record];
      const out: LogEvent[] = [];
      const key = `${String(record.node ?? '')} ${String(record['@timestamp'])} ${String(record.serial)}`;
      const time = Date.parse(String(record['@timestamp']));
      newest = Math.max(newest, time);
      let event = open.get(key);
      if (type === 'EOE') close(key, out);
      else {
        if (event === undefined) open.set(key, (event = { time, length: 0, records: [] }));
        event.length += line.length;
        held += line.length;
        const first = type === 'EXECVE' ? event.records.find((one) => one.type === 'EXECVE') : undefined;
        // A long command is cut into several records, each with its own arguments.
        if (first === undefined) event.records.push(record);
        else for (const [name, value] of Object.entries(record)) if (argument.test(name)) put(first, name, value);
        if (type === 'PROCTITLE' || event.records.length >= MOST_RECORDS) close(key, out);
      }
      closeOld(out);
      return out;
    },
    end() {
      const out: LogEvent[] = [];
      for (const key of open.keys()) close(key, out);
      return out;
    },
  };
}

function enrich(records: readonly LogEvent[]): void {
  const call = records.find((record) => record.type === 'SYSCALL');
  const cwd = records.find((record) => record.type === 'CWD')?.cwd;
  for (const record of records) {
    if (record !== call && call !== undefined) {
      for (const name of shared) {
        if (call[name] !== undefined && !Object.hasOwn(record, name)) record[name] = call[name];
      }
    }
    if (cwd !== undefined && record.cwd === undefined) record.cwd = cwd;
    if (record.type === 'EXECVE') record.CommandLine = commandLine(record);
    if (record.type === 'PATH' && typeof record.name === 'string' && typeof cwd === 'string') {
      const absolute = resolve(cwd, record.name);
      if (absolute !== record.name) record.name = [record.name, absolute];
    }
  }
}

function commandLine(record: LogEvent): string {
  const words: string[] = [];
  for (let i = 0; typeof record[`a${i}`] === 'string'; i++) words.push(record[`a${i}`] as string);
  return words.join(' ');
}

/** The absolute form of a relative name; an absolute one is left as it is. */
export function resolve(cwd: string, name: string): string {
  if (name === '' || name.startsWith('/')) return name;
  const steps = cwd.split('/').filter((step) => step !== '');
  for (const step of name.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}
