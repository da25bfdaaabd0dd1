import { describe, expect, it } from 'vitest';
import { pathsOf } from './paths.ts';
import { recognise } from './recognise.ts';
import { applies } from './route.ts';
import { shapeOf } from './shape.ts';

/** All values at the end of the paths, arrays walked through. */
function valuesOf(event: object, field: string, mapping?: string): unknown[] {
  const walk = (at: unknown, path: readonly string[]): unknown[] => {
    if (Array.isArray(at)) return at.flatMap((one) => walk(one, path));
    const [key, ...rest] = path;
    if (key === undefined) return [at];
    if (typeof at !== 'object' || at === null) return [];
    return Object.entries(at).flatMap(([name, value]) =>
      key === '*' || name.replaceAll(' ', '') === key ? walk(value, rest) : [],
    );
  };
  const values = pathsOf(field, shapeOf(event), mapping).flatMap((path) => walk(event, path));
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** Records as their sources write them → what a rule that names these fields sees. */
const records: Record<string, [object, Record<string, unknown[]>]> = {
  'Suricata, a request': [
    {
      event_type: 'http',
      flow_id: 1,
      src_ip: '10.0.0.5',
      dest_ip: '203.0.113.9',
      dest_port: 80,
      http: {
        hostname: 'vneid.example',
        url: '/x.php?cmd=id',
        http_user_agent: 'curl',
        http_method: 'POST',
        status: 200,
      },
    },
    {
      'c-uri': ['/x.php?cmd=id'],
      'cs-uri-query': ['/x.php?cmd=id'],
      'cs-host': ['vneid.example'],
      'r-dns': ['vneid.example'],
      'c-useragent': ['curl'],
      'cs-user-agent': ['curl'],
      'cs-method': ['POST'],
      'sc-status': [200],
      dst_ip: ['203.0.113.9'],
      dst_port: [80],
      src_ip: ['10.0.0.5'],
      'destination.ip': ['203.0.113.9'],
    },
  ],
  'Suricata, a name looked up': [
    {
      event_type: 'dns',
      flow_id: 1,
      dns: { rrname: 'a.example', rrtype: 'TXT', answers: [{ rdata: 'x' }, { rdata: 'y' }] },
    },
    { query: ['a.example'], record_type: ['TXT'], answer: ['x', 'y'], 'dns.question.name': ['a.example'] },
  ],
  'Suricata, its newer form': [
    { event_type: 'dns', flow_id: 1, dns: { queries: [{ rrname: 'a.example', rrtype: 'A' }] } },
    { query: ['a.example'], record_type: ['A'] },
  ],
  'Zeek, a request': [
    {
      _path: 'http',
      ts: 1,
      'id.orig_h': '10.0.0.5',
      'id.resp_p': 80,
      uri: '/a?b',
      user_agent: 'curl',
      host: 'h',
      status_code: 404,
    },
    {
      'c-uri': ['/a?b'],
      'c-useragent': ['curl'],
      'cs-host': ['h'],
      'sc-status': [404],
      'id.orig_h': ['10.0.0.5'],
      'source.ip': ['10.0.0.5'],
      dst_port: [80],
    },
  ],
  'Zeek through a tool that minds dots': [
    { '@stream': 'x509', ts: 1, id_orig_h: '10.0.0.5', certificate_serial: '01' },
    { 'id.orig_h': ['10.0.0.5'], 'certificate.serial': ['01'] },
  ],
  'IIS in Log Analytics': [
    { csMethod: 'GET', csUriStem: '/a.aspx', csUriQuery: 'x=1', scStatus: '200', csUserAgent: 'curl' },
    {
      'cs-method': ['GET'],
      'cs-uri-stem': ['/a.aspx'],
      'cs-uri-query': ['x=1'],
      'sc-status': ['200'],
      'cs-user-agent': ['curl'],
    },
  ],
  'a web server in ECS': [
    {
      url: { path: '/a', query: 'x=1', domain: 'h' },
      http: { request: { method: 'GET', referrer: 'r' }, response: { status_code: 200 } },
      user_agent: { original: 'curl' },
      source: { ip: '10.0.0.5' },
    },
    {
      'cs-uri-query': ['x=1'],
      'cs-uri-stem': ['/a'],
      'cs-method': ['GET'],
      'sc-status': [200],
      'cs-referer': ['r'],
      'c-ip': ['10.0.0.5'],
      src_ip: ['10.0.0.5'],
    },
  ],
  CloudTrail: [
    {
      eventSource: 'iam.amazonaws.com',
      eventName: 'X',
      userIdentity: { arn: 'a' },
      requestParameters: { layers: ['l'] },
    },
    { 'userIdentity.arn': ['a'], 'requestParameters.layers': ['l'], eventName: ['X'] },
  ],
  'Entra ID by diagnostic settings': [
    {
      category: 'SignInLogs',
      operationName: 'Sign-in activity',
      resultType: '50126',
      resultDescription: 'bad',
      properties: {
        conditionalAccessStatus: 'failure',
        userPrincipalName: 'u',
        clientAppUsed: 'IMAP',
        deviceDetail: { trustType: 't' },
      },
    },
    {
      ResultType: ['50126'],
      ResultDescription: ['bad'],
      Resultdescription: ['bad'],
      conditionalAccessStatus: ['failure'],
      Username: ['u'],
      ClientApp: ['IMAP'],
      'DeviceDetail.trusttype': ['t'],
    },
  ],
  'Entra ID by Graph': [
    {
      activityDisplayName: 'Add member to role',
      category: 'RoleManagement',
      result: 'success',
      targetResources: [{ type: 'User', modifiedProperties: [{ displayName: 'Role', newValue: '"x"' }] }],
      initiatedBy: { user: { id: '1' } },
    },
    {
      'properties.message': ['Add member to role'],
      Category: ['RoleManagement'],
      Status: ['success'],
      'targetResources.type': ['User'],
      'TargetResources.ModifiedProperties.NewValue': ['"x"'],
      'TargetResources.modifiedProperties.newValue': ['"x"'],
    },
  ],
  'Google Cloud': [
    {
      protoPayload: { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog', methodName: 'm', serviceName: 's' },
      logName: 'l',
      resource: { type: 't' },
    },
    {
      'gcp.audit.method_name': ['m'],
      'data.protoPayload.methodName': ['m'],
      'data.protoPayload.serviceName': ['s'],
      'data.protoPayload.logName': ['l'],
      'data.protoPayload.resource.type': ['t'],
    },
  ],
  Kubernetes: [
    { apiVersion: 'audit.k8s.io/v1', verb: 'create', objectRef: { resource: 'pods', apiGroup: 'g' } },
    { 'objectRef.resource': ['pods'], apiGroup: ['g'], verb: ['create'] },
  ],
  'Windows, nested': [
    {
      Event: {
        System: {
          Provider: { '#attributes': { Name: 'p' } },
          EventID: 1116,
          Channel: 'c',
          Security: { '#attributes': { UserID: 'S-1' } },
        },
        EventData: { 'Threat Name': 'EICAR' },
      },
    },
    { Provider_Name: ['p'], EventID: [1116], Security_UserID: ['S-1'], ThreatName: ['EICAR'] },
  ],
  'Windows, user data': [
    { Event: { System: { EventID: 25 }, UserData: { EventXML: { Address: '10.0.0.5', User: 'u' } } } },
    { Address: ['10.0.0.5'], User: ['u'] },
  ],
  'Windows through Wazuh': [
    {
      data: {
        win: {
          system: { providerName: 'p', eventID: '4688', computer: 'pc1' },
          eventdata: { newProcessName: 'a.exe', 'threat Name': 'x' },
          eventXML: { address: '10.0.0.5' },
        },
      },
    },
    {
      Provider_Name: ['p'],
      EventID: ['4688'],
      Computer: ['pc1'],
      NewProcessName: ['a.exe'],
      ThreatName: ['x'],
      Address: ['10.0.0.5'],
    },
  ],
  'Windows, attributes beside their elements': [
    { Event: { System: { EventID: 1, Provider_attributes: { Name: 'p' } } } },
    { Provider_Name: ['p'] },
  ],
  'Windows through an old winlogbeat': [
    { log_name: 'Security', event_id: 4688, computer_name: 'pc1', event_data: { NewProcessName: 'a.exe' } },
    { EventID: [4688], Channel: ['Security'], Computer: ['pc1'], NewProcessName: ['a.exe'] },
  ],
  'Windows in ECS': [
    {
      winlog: {
        channel: 'Security',
        computer_name: 'pc1',
        event_data: { NewProcessName: 'a.exe', param1: 'x' },
        user: { identifier: 'S-1' },
      },
      event: { code: '4688' },
      process: { parent: { command_line: 'b' } },
    },
    {
      EventID: ['4688'],
      Computer: ['pc1'],
      NewProcessName: ['a.exe'],
      Data: ['x'],
      Security_UserID: ['S-1'],
      ParentCommandLine: ['b'],
    },
  ],
};

describe('fields of rules in records of sources', () => {
  it.each(Object.entries(records))('%s', (_, [event, fields]) => {
    const seen = Object.fromEntries(Object.keys(fields).map((field) => [field, valuesOf(event, field)]));
    expect(seen).toEqual(fields);
  });

  it('lets rules of proxies, web servers and names see what sensors saw', () => {
    for (const event of [records['Suricata, a request']?.[0], records['Zeek, a request']?.[0]]) {
      const hints = recognise(event ?? {});
      for (const category of ['proxy', 'webserver', 'dns'])
        expect(applies({ category }, { hints: hints ?? {} })).toEqual({});
      expect(applies({ product: 'windows', category: 'process_creation' }, { hints: hints ?? {} })).toBe(false);
    }
  });

  it('sees the fields of a rule of Sysmon in the audit log', () => {
    const event = { EventID: 4688, Channel: 'Security', NewProcessName: 'a.exe', ParentProcessName: 'b.exe' };
    expect(valuesOf(event, 'Image', 'security-4688')).toEqual(['a.exe']);
    expect(valuesOf(event, 'ParentImage', 'security-4688')).toEqual(['b.exe']);
    expect(valuesOf(event, 'Image')).toEqual([]);
  });
});
