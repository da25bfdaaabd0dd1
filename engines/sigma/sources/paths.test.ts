import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import aliases from './aliases.json' with { type: 'json' };
import { pathsOf } from './paths.ts';

const has = (field: string, shape: Parameters<typeof pathsOf>[1], mapping?: string) =>
  pathsOf(field, shape, mapping).map((path) => path.join('/'));

describe('paths of fields', () => {
  it('keeps a plain field plain', () => {
    expect(pathsOf('CommandLine', 'flat', undefined)).toEqual([['CommandLine']]);
    expect(has('CommandLine', 'evtx')).toEqual(['Event/EventData/CommandLine', 'Event/UserData/*/CommandLine']);
    expect(has('CommandLine', 'ecs')).toEqual(
      expect.arrayContaining([
        'winlog/event_data/CommandLine',
        'winlog.event_data.CommandLine',
        'process/command_line',
      ]),
    );
    expect(has('CommandLine', 'wazuh')).toEqual(['data/win/*/commandLine']);
  });

  it.each([
    ['Provider_Name', 'flat', 'SourceName'],
    ['SourceName', 'flat', 'Provider_Name'],
    ['Computer', 'flat', 'Hostname'],
    ['Security_UserID', 'flat', 'UserID'],
    ['Execution_ProcessID', 'flat', 'ExecutionProcessID'],
    ['Provider_Name', 'evtx', 'Event/System/Provider/#attributes/Name'],
    ['Security_UserID', 'evtx', 'Event/System/Security/#attributes/UserID'],
    ['EventID', 'evtx', 'Event/System/EventID'],
    ['EventID', 'ecs', 'event/code'],
    ['Computer', 'ecs', 'host/name'],
    ['Data', 'ecs', 'winlog/event_data/param1'],
    ['EventID', 'wazuh', 'data/win/system/eventID'],
    ['id.orig_h', 'flat', 'id_orig_h'],
    ['id.orig_h', 'flat', 'id/orig_h'],
    ['id_orig_h', 'flat', 'id.orig_h'],
    ['certificate.serial', 'flat', 'certificate_serial'],
    ['userIdentity.arn', 'flat', 'userIdentity/arn'],
    ['userIdentity.arn', 'flat', 'userIdentity.arn'],
    ['cs-referer', 'flat', 'cs-referrer'],
    ['c-useragent', 'flat', 'cs-user-agent'],
    ['c-useragent', 'flat', 'http/http_user_agent'],
    ['cs-uri-query', 'flat', 'csUriQuery'],
    ['cs-uri-query', 'flat', 'url/query'],
    ['gcp.audit.method_name', 'flat', 'protoPayload/methodName'],
    ['data.protoPayload.serviceName', 'flat', 'protoPayload/serviceName'],
    ['TargetResources.ModifiedProperties.NewValue', 'flat', 'properties/targetResources/modifiedProperties/newValue'],
    ['conditionalAccessStatus', 'flat', 'ConditionalAccessStatus'],
    ['source.ip', 'flat', 'src_ip'],
  ] as const)('%s in %s also at %s', (field, shape, path) => {
    expect(has(field, shape)).toContain(path);
  });

  it('maps the fields of routes', () => {
    expect(has('Image', 'flat', 'security-4688')).toEqual(['NewProcessName']);
    expect(has('ParentImage', 'evtx', 'security-4688')).toContain('Event/EventData/ParentProcessName');
    expect(has('CommandLine', 'flat', 'security-4688')).toEqual(['CommandLine']);
    expect(has('Signature', 'wazuh', 'defender-antivirus')).toEqual(['data/win/*/threatName']);
    expect(has('Image', 'flat', 'no-such-mapping')).toEqual(['Image']);
  });

  it('gives some paths for any name, none of them twice, and the name itself among the flat ones', () => {
    const known = fc.constantFrom(...aliases.groups.flat(), ...Object.keys(aliases.flat), ...aliases.azure);
    const name = fc.oneof(known, fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'constructor', 'toString'));
    fc.assert(
      fc.property(name, fc.constantFrom('flat', 'evtx', 'ecs', 'wazuh' as const), (field, shape) => {
        const paths = has(field, shape);
        expect(paths.length).toBeGreaterThan(0);
        expect(new Set(pathsOf(field, shape, undefined).map((path) => JSON.stringify(path))).size).toBe(paths.length);
        if (shape === 'flat') expect(pathsOf(field, shape, undefined)[0]).toEqual([field]);
      }),
    );
  });
});
