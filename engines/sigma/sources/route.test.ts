import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogSource } from '../rule.ts';
import { applies, knowsChannel } from './route.ts';
import routes from './routes.json' with { type: 'json' };

const windows = (channel: string, eventId: string, eventType?: string) => ({
  windows: { channel: channel.toLowerCase(), eventId, ...(eventType !== undefined && { eventType }) },
});
const sysmon = (id: string, type?: string) => windows('Microsoft-Windows-Sysmon/Operational', id, type);

describe('rules for a Windows channel', () => {
  it.each<[string, LogSource, ReturnType<typeof windows>, false | object]>([
    ['a category', { product: 'windows', category: 'process_creation' }, sysmon('1'), {}],
    ['another event of the channel', { product: 'windows', category: 'process_creation' }, sysmon('3'), false],
    [
      'new processes of the audit log',
      { product: 'windows', category: 'process_creation' },
      windows('security', '4688'),
      { mapping: 'security-4688' },
    ],
    ['a service without a mapping', { product: 'windows', service: 'security' }, windows('Security', '4688'), {}],
    ['any event of Windows', { product: 'windows' }, windows('Nobody knows this', '7'), {}],
    ['another product', { product: 'linux', category: 'process_creation' }, sysmon('1'), false],
    ['a category of no product', { category: 'process_creation' }, sysmon('1'), {}],
    ['a category elsewhere', { category: 'proxy' }, sysmon('1'), false],
    ['a created key', { product: 'windows', category: 'registry_add' }, sysmon('12', 'CreateKey'), {}],
    ['a deleted key', { product: 'windows', category: 'registry_add' }, sysmon('12', 'DeleteKey'), false],
    ['a deleted value', { product: 'windows', category: 'registry_delete' }, sysmon('12', 'DeleteValue'), {}],
    ['a type of the shipper', { product: 'windows', category: 'registry_delete' }, sysmon('12', 'INFO'), {}],
    ['all of them', { product: 'windows', category: 'registry_event' }, sysmon('12', 'DeleteKey'), {}],
    [
      'a second channel',
      { product: 'windows', category: 'ps_script' },
      windows('PowerShellCore/Operational', '4104'),
      {},
    ],
    [
      'category and service',
      { product: 'windows', category: 'process_creation', service: 'sysmon' },
      windows('Security', '4688'),
      false,
    ],
    [
      'virus scanners',
      { category: 'antivirus' },
      windows('Microsoft-Windows-Windows Defender/Operational', '1116'),
      { mapping: 'defender-antivirus' },
    ],
    ['Sysmon of Linux', { product: 'linux', category: 'file_event' }, windows('Linux-Sysmon/Operational', '11'), {}],
    [
      'Windows on Linux',
      { product: 'windows', category: 'file_event' },
      windows('Linux-Sysmon/Operational', '11'),
      false,
    ],
    ['the RPC firewall', { product: 'rpc_firewall', category: 'application' }, windows('RPCFW', '3'), {}],
    [
      'the file provider',
      { product: 'windows', category: 'file_access' },
      windows('Microsoft-Windows-Kernel-File/Analytic', '12'),
      {},
    ],
    ['a service of its own', { product: 'windows', service: 'mine' }, windows('Mine/Operational', '1'), {}],
    ['a service of its own on a known channel', { product: 'windows', service: 'mine' }, sysmon('1'), false],
    ['a service of its own and no product', { service: 'nginx' }, windows('Mine/Operational', '1'), false],
  ])('%s', (_, logsource, origin, expected) => {
    expect(applies(logsource, origin)).toEqual(expected);
  });

  it('gives every service its channels and every category its events', () => {
    for (const [service, channels] of Object.entries(routes.services)) {
      for (const channel of channels) {
        expect(knowsChannel(channel.toLowerCase())).toBe(true);
        expect(applies({ product: 'windows', service }, windows(channel, '1'))).toEqual({});
      }
    }
    for (const [category, list] of Object.entries(routes.categories)) {
      for (const { service, eventIds } of list) {
        const [channel = ''] = routes.services[service as keyof typeof routes.services];
        for (const id of eventIds) {
          expect(applies({ category }, windows(channel, String(id)))).not.toBe(false);
          expect(applies({ category }, windows(channel, `${id}0000`))).toBe(false);
        }
      }
    }
  });
});

describe('rules by hints', () => {
  it('leaves out only what both name and what differs', () => {
    const dimension = fc.option(fc.constantFrom('a', 'b', 'A'), { nil: undefined });
    const source = fc
      .record({ product: dimension, category: dimension, service: dimension })
      .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as LogSource);
    fc.assert(
      fc.property(source, source, (rule, hints) => {
        const conflict = (['product', 'category', 'service'] as const).some(
          (key) =>
            rule[key] !== undefined && hints[key] !== undefined && rule[key].toLowerCase() !== hints[key].toLowerCase(),
        );
        expect(applies(rule, { hints }) === false).toBe(conflict);
        expect(applies(rule, { unknown: true })).toEqual({});
      }),
    );
  });

  it('maps the fields of a hinted service', () => {
    const rule = { product: 'windows', category: 'process_creation' };
    expect(applies(rule, { hints: { product: 'windows', service: 'security' } })).toEqual({ mapping: 'security-4688' });
    expect(applies(rule, { hints: { product: 'windows', service: 'sysmon' } })).toEqual({});
  });
});
