import { commonPasswords, createDevice, type Device } from '@khien/features/device';
import { Gauge } from '@khien/platform/telemetry';
import type { Overrides, Parts } from './parts.ts';

/** Look-ups by prefix and what devices download. */
export function openDevice(parts: Parts, overrides: Overrides): Device {
  const { config, clock, db, vault, events, jobs, logger, metrics } = parts;
  const device = createDevice({
    db,
    connection: parts.database.connection,
    dataFolder: config.dataFolder,
    clock,
    passwordList: overrides.passwordList ?? (config.roles.has('api') ? commonPasswords() : undefined),
    signer: vault.signer,
    onError: (err: unknown, where: string) => logger.error({ err, where }, 'failed'),
  });
  device.subscriptions(events, jobs);
  device.jobs(jobs);

  const figures: Record<string, [help: string, value: () => number]> = {
    khien_device_version: ['Version of the list for devices', () => device.list.version()],
    khien_device_entries: ['Keys in the list for devices', () => device.list.entries()],
    khien_passwords_entries: [
      'Leaked passwords that are answered from',
      () => device.passwords.of('sha1')?.store.header.entries ?? 0,
    ],
  };
  for (const [name, [help, value]] of Object.entries(figures)) {
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(value());
      },
    });
  }
  return device;
}
