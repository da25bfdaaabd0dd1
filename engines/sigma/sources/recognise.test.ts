import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognise, recogniseSchema } from './recognise.ts';
import schemas from './schemas.json' with { type: 'json' };

describe('recognising unlabelled records', () => {
  it.each<[string, object, object]>([
    [
      'gcp_audit',
      { protoPayload: { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog' }, logName: 'x' },
      { product: 'gcp', service: 'gcp.audit' },
    ],
    [
      'gcp_workspace_login',
      {
        protoPayload: {
          '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
          serviceName: 'login.googleapis.com',
        },
      },
      { product: 'gcp', service: 'google_workspace.login' },
    ],
    [
      'github_audit',
      { action: 'org.add_member', actor: 'an', org: 'tinh', created_at: 1 },
      { product: 'github', service: 'audit' },
    ],
    [
      'k8s_audit',
      { kind: 'Event', apiVersion: 'audit.k8s.io/v1', verb: 'get' },
      { product: 'kubernetes', service: 'audit' },
    ],
    [
      'azure_signinlogs',
      { category: 'NonInteractiveUserSignInLogs', properties: {} },
      { product: 'azure', service: 'signinlogs' },
    ],
    ['azure_auditlogs', { Category: 'AuditLogs' }, { product: 'azure', service: 'auditlogs' }],
    [
      'azure_activitylogs',
      { category: 'Administrative', operationName: 'X/WRITE', resourceId: '/y' },
      { product: 'azure', service: 'activitylogs' },
    ],
    [
      'm365_audit',
      { Operation: 'Set-Mailbox', Workload: 'Exchange', RecordType: 1 },
      { product: 'm365', service: 'audit' },
    ],
    [
      'aws_cloudtrail',
      { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' },
      { product: 'aws', service: 'cloudtrail' },
    ],
    ['okta', { eventType: 'user.session.start', displayMessage: 'x' }, { product: 'okta', service: 'okta' }],
    ['bitbucket_audit', { auditType: { action: 'x', category: 'y' } }, { product: 'bitbucket', service: 'audit' }],
    ['opencanary', { logtype: 2000, node_id: 'n' }, { product: 'opencanary', category: 'application' }],
    [
      'docker_events',
      { Type: 'container', Action: 'start', Actor: {} },
      { product: 'docker', service: 'docker.events' },
    ],
    ['suricata_eve', { event_type: 'alert', flow_id: 1, src_ip: '1.1.1.1' }, { product: 'suricata', service: 'alert' }],
    ['zeek', { _path: 'smb_files', ts: 1 }, { product: 'zeek', service: 'smb_files' }],
    ['zeek', { '@stream': 'DNS', ts: 1, service: 'x' }, { product: 'zeek', service: 'dns' }],
    ['auditd', { type: 'SYSCALL', auid: '1000', a0: 'x' }, { product: 'linux', service: 'auditd' }],
    ['w3c_webserver', { 'cs-method': 'GET', 'cs-uri-query': 'a=b' }, { category: 'webserver' }],
    ['proxy', { 'c-uri': 'http://x', 'cs-host': 'x' }, { category: 'proxy' }],
    ['ecs_network', { event: { category: ['network'] }, source: { ip: '1.1.1.1' } }, { category: 'network' }],
  ])('%s', (schema, event, logsource) => {
    expect(recogniseSchema(event)).toMatchObject({ schema, logsource });
    expect(recognise(event)).toEqual(logsource);
  });

  it('takes the surest of several', () => {
    const both = { 'cs-method': 'GET', 'cs-uri-stem': '/', apiVersion: 'audit.k8s.io/v1' };
    expect(recogniseSchema(both)?.schema).toBe('k8s_audit');
    const reversed = Object.fromEntries(Object.entries(both).toReversed());
    expect(recogniseSchema(reversed)?.schema).toBe('k8s_audit');
  });

  it('knows nothing of anything else', () => {
    for (const event of [{}, { f0: 'x' }, { type: 'login' }, { action: 'allow', actor: 'x' }, { eventName: 'x' }, []]) {
      expect(recognise(event)).toBeUndefined();
    }
  });

  it('never throws, and finds what keys of the marks promise', () => {
    const keys = fc.constantFrom(...new Set(JSON.stringify(schemas).match(/[@\w-]+/g)), '__proto__');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, fc.jsonValue({ maxDepth: 1 }), fc.dictionary(keys, tie('tree'))),
    }));
    fc.assert(
      fc.property(fc.dictionary(keys, tree), (event) => {
        const found = recogniseSchema(event);
        if (found !== undefined) expect(schemas.map(({ schema }) => schema)).toContain(found.schema);
      }),
    );
  });
});
