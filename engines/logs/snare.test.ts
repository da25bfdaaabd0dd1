import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessageFields } from './message-fields.ts';
import { parseSnare } from './snare.ts';

const context = { now: 0 };
const created =
  'A new process has been created.    Creator Subject:   Security ID:  S-1-5-18   Account Name:  MAY-01$   Account Domain:  DIENBIEN   Logon ID:  0x3E7    Target Subject:   Security ID:  S-1-0-0   Account Name:  -   Account Domain:  -   Logon ID:  0x0    Process Information:   New Process ID:  0x1a2c   New Process Name: C:\\Windows\\System32\\cmd.exe   Token Elevation Type: %%1936   Mandatory Label:  S-1-16-16384   Creator Process ID: 0x2f0   Creator Process Name: C:\\Windows\\explorer.exe   Process Command Line: cmd.exe /c  echo  hi    Token Elevation Type indicates the type of token that was assigned.';
const line = (channel: string, id: number, provider: string, message: string, kind = 'Success Audit'): string =>
  `<13>Mar  5 08:09:10 may-01 MSWinEventLog\t1\t${channel}\t77\tThu Mar 05 08:09:10 2026\t${id}\t${provider}\tDIENBIEN\\an\tUser\t${kind}\tmay-01.local\tProcess Creation\t\t${message}\t4321`;
const audit = (id: number, message: string, kind?: string): string =>
  line('Security', id, 'Microsoft-Windows-Security-Auditing', message, kind);

test('a created process has the fields of its template', () => {
  expect(parseSnare(audit(4688, created), { now: 0, zone: 420 })).toEqual({
    product: 'windows',
    Channel: 'Security',
    EventID: 4688,
    Provider_Name: 'Microsoft-Windows-Security-Auditing',
    Computer: 'may-01.local',
    User: 'DIENBIEN\\an',
    Category: 'Process Creation',
    Keywords: '0x8020000000000000',
    RecordID: '4321',
    '@timestamp': '2026-03-05T01:09:10.000Z',
    Message: created,
    SubjectUserSid: 'S-1-5-18',
    SubjectUserName: 'MAY-01$',
    SubjectDomainName: 'DIENBIEN',
    SubjectLogonId: '0x3E7',
    TargetUserSid: 'S-1-0-0',
    TargetUserName: '-',
    TargetDomainName: '-',
    TargetLogonId: '0x0',
    NewProcessId: '0x1a2c',
    NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
    TokenElevationType: '%%1936',
    MandatoryLabel: 'S-1-16-16384',
    ProcessId: '0x2f0',
    ParentProcessName: 'C:\\Windows\\explorer.exe',
    CommandLine: 'cmd.exe /c  echo  hi',
  });
});

test('a failed sign-in: headings tell the two accounts apart', () => {
  const message =
    'An account failed to log on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\t-\r\n\tLogon ID:\t\t0x0\r\n\r\nLogon Type:\t\t\t3\r\n\r\nAccount For Which Logon Failed:\r\n\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\tquantri\r\n\tAccount Domain:\t\tWORKGROUP\r\n\r\nFailure Information:\r\n\tFailure Reason:\t\t%%2313\r\n\tStatus:\t\t\t0xC000006D\r\n\tSub Status:\t\t0xC0000064\r\n\r\nNetwork Information:\r\n\tWorkstation Name:\tMAY-09\r\n\tSource Network Address:\t10.0.0.9\r\n\tSource Port:\t\t50123\r\n\r\nThis event is generated when a logon request fails.';
  expect(parseSnare(audit(4625, message, 'Failure Audit'), context)).toMatchObject({
    Keywords: '0x8010000000000000',
    SubjectUserName: '-',
    LogonType: '3',
    TargetUserName: 'quantri',
    TargetDomainName: 'WORKGROUP',
    FailureReason: '%%2313',
    Status: '0xC000006D',
    SubStatus: '0xC0000064',
    WorkstationName: 'MAY-09',
    IpAddress: '10.0.0.9',
    IpPort: '50123',
  });
});

test('a service, a script block and Sysmon', () => {
  const service =
    'A service was installed in the system.  Service Name:  psexesvc  Service File Name:  %SystemRoot%\\psexesvc.exe  Service Type:  user mode service';
  expect(parseSnare(line('System', 7045, 'Service Control Manager', service, 'Information'), context)).toMatchObject({
    ServiceName: 'psexesvc',
    ImagePath: '%SystemRoot%\\psexesvc.exe',
    ServiceType: 'user mode service',
  });
  const script = 'Creating Scriptblock text (1 of 1):  Get-Process;  $a = 1    ScriptBlock ID: 11-22  Path: C:\\x.ps1';
  const channel = 'Microsoft-Windows-PowerShell/Operational';
  expect(parseSnare(line(channel, 4104, 'Microsoft-Windows-PowerShell', script, 'Warning'), context)).toMatchObject({
    ScriptBlockText: 'Get-Process;  $a = 1',
    ScriptBlockId: '11-22',
    Path: 'C:\\x.ps1',
  });
  const process =
    'Process Create:  RuleName: -  Image: C:\\a.exe  CommandLine: a  Image: C:\\good.exe  User: AN  ParentImage: C:\\b.exe';
  const sysmon = parseSnare(
    line('Microsoft-Windows-Sysmon/Operational', 1, 'Microsoft-Windows-Sysmon', process),
    context,
  );
  expect(sysmon).toMatchObject({
    RuleName: '-',
    Image: 'C:\\a.exe',
    CommandLine: 'a  Image: C:\\good.exe',
    ParentImage: 'C:\\b.exe',
  });
});

test('a value that contains labels changes no field before it', () => {
  const evil = created.replace('echo', 'x   New Process Name: C:\\good.exe   Creator Subject:   Account Name:  root');
  expect(parseSnare(audit(4688, evil), context)).toMatchObject({
    NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
    SubjectUserName: 'MAY-01$',
  });
});

test.each([
  '',
  'MSWinEventLog',
  'MSWinEventLog\t1\tSecurity\t1\tThu Mar 05 08:09:10 2026\tx\tP\tu\tU\tk\tc\tcat\t\tm',
  'MSWinEventLog\t1\tSecurity\t1\tThu Mar 05 08:09:10 2026\t4688\tP\tu',
  `NoMSWinEventLog${audit(1, 'x').slice(audit(1, 'x').indexOf('\t'))}`,
])('%j is no such event', (text) => {
  expect(parseSnare(text, context)).toBeUndefined();
});

test('tabs as syslog daemons write them; a time that is none', () => {
  const escaped = audit(4688, created).replaceAll('\t', '#011').replace('Thu Mar 05', 'Thu Feb 31');
  const event = parseSnare(escaped, context);
  expect(event).toMatchObject({ NewProcessId: '0x1a2c', Computer: 'may-01.local' });
  expect(event).not.toHaveProperty('@timestamp');
});

test('hostile sentences cost linear time and never throw', () => {
  const start = process.cpuUsage();
  for (const part of [' ', '\t', '  Account Name:', '  Subject:', ' : ', '  A: ', 'Service Name: ']) {
    const message = part.repeat(Math.floor(1_000_000 / part.length));
    for (const [channel, id] of [
      ['Security', '4688'],
      ['System', '7045'],
      ['Microsoft-Windows-Sysmon/Operational', '1'],
    ] as const) {
      readMessageFields({}, channel, id, message);
    }
  }
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(5);
  const piece = fc.constantFrom(
    '\t',
    '  ',
    'Subject:',
    'Account Name:',
    'x',
    ' ',
    '\r\n',
    'This event is generated',
    '__proto__: ',
    'Logon Type:',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const event = parseSnare(audit(4624, `a${pieces.join('')}`), context);
      expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    }),
  );
});
