import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { PackUnit } from '@khien/features/people';
import { ReportInput, type ReportReceipt } from '@khien/features/reports';
import { createCasework } from '@khien/server/casework';
import { readPack } from '@khien/server/sign-in';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';
import { type CliServices, withServices } from './services.ts';

interface Flags {
  input?: string;
  loss?: boolean;
  amount?: string;
  at?: string;
  reference?: string;
  scheme?: string;
  unit?: string;
  name?: string;
  phone?: string;
  email?: string;
  key?: string;
  lang: 'vi' | 'en';
}

export const report: RegisterCommand = (program, cli) => {
  const command = program
    .command('report')
    .description('send a report of a scam, or ask what became of one')
    .addHelpText(
      'after',
      `
Examples:
  khien report "Co nguoi goi tu 0912 345 678 bao trung thuong, bat dong phi"
  khien report --loss --amount 5000000 --at 2026-11-21T14:05+07:00 < message.txt
  khien report status 7K3M-9QF-T2XA`,
    );

  command
    .command('send', { isDefault: true })
    .description('send a report; prints the tracking code once')
    .argument('[text...]', 'what was received, said or seen; without it, it is read from standard input')
    .option('--input <file>', 'the whole report as JSON, as POST /v1/reports takes it (- is standard input)')
    .option('--loss', 'money was lost')
    .option('--amount <dong>', 'how much, in đồng')
    .option('--at <time>', 'when the money left, 2026-11-21T14:05+07:00')
    .option('--reference <text>', "the bank's number of the transfer")
    .option('--scheme <id>', 'the form of scam')
    .option('--unit <code>', 'code of the commune or ward')
    .option('--name <name>', 'how to reach the reporter: name')
    .option('--phone <number>', 'how to reach the reporter: phone')
    .option('--email <address>', 'how to reach the reporter: e-mail')
    .option('--key <key>', 'sent again with the same key, it is still one report')
    .option('--lang <language>', 'vi or en', 'vi')
    .action(async (words: string[], flags: Flags) => {
      const input = await readInput(words, flags);
      const receipt = await withReports(cli, (reports) => reports.submit(input, flags.lang));
      cli.result(receipt.receipt, () => inWords(receipt.receipt));
    });

  command
    .command('status')
    .description('what became of a report')
    .argument('<code>', 'the tracking code')
    .option('--lang <language>', 'vi or en', 'vi')
    .action(async (code: string, flags: { lang: 'vi' | 'en' }) => {
      const status = await withReports(cli, (reports) => reports.status(code, flags.lang));
      cli.result(status, () =>
        [
          `${status.status}${status.decision ? ` (${status.decision})` : ''}`,
          ...status.steps.map(
            ({ at, step, text }) => `${at.slice(0, 16).replace('T', ' ')}  ${step}${text ? `: ${text}` : ''}`,
          ),
        ].join('\n'),
      );
    });
};

type Reports = ReturnType<typeof createCasework>['reports'];

async function withReports<T>(cli: Cli, work: (reports: Reports) => Promise<T>): Promise<T> {
  return withServices(cli, async ({ parts, protection }: CliServices) => {
    await protection.start();
    const { units } = await readPack<{ units: PackUnit[] }>(`${parts.config.province}/units.json`);
    return work(createCasework(parts, protection, units).reports);
  });
}

async function readInput(words: string[], flags: Flags): Promise<ReportInput> {
  const raw = flags.input === undefined ? await fromFlags(words, flags) : await fromFile(flags.input);
  const parsed = ReportInput.safeParse(raw);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Trouble(`The report is not right yet:\n${lines.join('\n')}`);
}

async function fromFile(file: string): Promise<unknown> {
  try {
    const text = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
    return { channel: 'cli', idempotencyKey: randomUUID(), ...(JSON.parse(text) as object) };
  } catch (error) {
    throw new Trouble(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

async function fromFlags(words: string[], flags: Flags): Promise<unknown> {
  const { amount, at, reference, name, phone, email } = flags;
  const contact = { ...(name && { name }), ...(phone && { phone }), ...(email && { email }) };
  const loss = { ...(amount && { amount: Number(amount) }), ...(at && { at }), ...(reference && { reference }) };
  const lost = flags.loss === true || Object.keys(loss).length > 0;
  return {
    kind: lost ? 'loss' : 'attempt',
    text: words.length > 0 ? words.join(' ') : await readAll(process.stdin),
    channel: 'cli',
    idempotencyKey: flags.key ?? randomUUID(),
    ...(lost && { loss }),
    ...(flags.scheme && { scheme: flags.scheme }),
    ...(flags.unit && { unitId: flags.unit }),
    ...(Object.keys(contact).length > 0 && { contact }),
  };
}

function inWords(receipt: ReportReceipt): string {
  return [
    `Mã theo dõi: ${receipt.code}`,
    ...receipt.callNow.map(({ name, phone, say }) => `☎ ${phone}  ${name}: ${say}`),
    ...(receipt.sms ? [`SMS → ${receipt.sms.to.join(', ')}: ${receipt.sms.text}`] : []),
  ].join('\n');
}
