import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { TEXT_LIMIT } from '@khien/engines/text';
import type { Grade, Verdict } from '@khien/engines/verdict';
import { render, type CheckAnswer } from '@khien/features/check';
import { type RegisterCommand, Trouble } from './cli.ts';
import { withServices } from './services.ts';

/** What `khien check` ends with besides the common codes: scripts can act on the grade. */
export const gradeCodes: Record<Grade, number> = {
  'confirmed-scam': 11,
  'very-suspicious': 10,
  unknown: 0,
  'nothing-found': 0,
  official: 0,
};

interface Options {
  file?: string;
  lang: 'vi' | 'en';
  brandname?: string;
  number?: string;
}

export const check: RegisterCommand = (program, cli) => {
  program
    .command('check')
    .description('check a message, a link, a number, an account: is it a scam, why, and what to do')
    .argument('[text...]', 'the message; without it, it is read from standard input')
    .option('-f, --file <file>', 'check each line of a file as one message (- is standard input)')
    .option('--lang <language>', 'language of the answer: vi or en', 'vi')
    .option('--brandname <name>', 'the message came under this sender name')
    .option('--number <number>', 'the message came from this phone number')
    .addHelpText(
      'after',
      `
Examples:
  khien check "TK cua ban bi khoa, vao vietcombank.vn-ms.top"
  pbpaste | khien check --json
  khien check --file messages.txt --json > answers.ndjson

Exit codes:
  0   nothing found, unknown, or official
  10  very suspicious (with --file: at least one line)
  11  confirmed scam (with --file: at least one line)
  1   could not be checked    2  wrong usage`,
    )
    .action(async (words: string[], options: Options) => {
      if (options.lang !== 'vi' && options.lang !== 'en') throw new Trouble('--lang takes vi or en');
      if (words.length > 0 && options.file !== undefined) throw new Trouble('give a message or --file, not both');
      const sender = senderOf(options);
      await withServices(cli, async ({ protection }) => {
        await protection.start();
        const ask = (text: string) => protection.check.service.verdict({ text, ...(sender && { sender }) });
        if (options.file !== undefined) await checkLines(options.file, options.lang, ask);
        else await checkOne(words.length > 0 ? words.join(' ') : await readAll(process.stdin), options.lang, ask);
      });
    });

  async function checkOne(message: string, lang: 'vi' | 'en', ask: (text: string) => Verdict): Promise<void> {
    if (!/\S/.test(message))
      throw new Trouble('there is nothing to check: give a message, or send it to standard input');
    if (message.length > TEXT_LIMIT) throw new Trouble(`the message is longer than ${TEXT_LIMIT} characters`);
    const answer = render(ask(message), lang);
    process.exitCode = gradeCodes[answer.grade];
    cli.result(answer, () => inWords(answer));
  }

  async function checkLines(file: string, lang: 'vi' | 'en', ask: (text: string) => Verdict): Promise<void> {
    const asJson = program.opts<{ json?: boolean }>().json === true;
    let gravest = 0;
    let unread = 0;
    for await (const { number, text } of numberedLines(file)) {
      if (text.length > TEXT_LIMIT) {
        unread++;
        await write(asJson ? JSON.stringify({ line: number, error: 'too-long' }) : `${number}\t(too long)`);
        continue;
      }
      const answer = render(ask(text), lang);
      gravest = Math.max(gravest, gradeCodes[answer.grade]);
      await write(asJson ? JSON.stringify({ line: number, ...answer }) : `${number}\t${oneLine(answer)}`);
    }
    process.exitCode = unread > 0 ? 1 : gravest;
  }
};

function senderOf({ brandname, number }: Options) {
  if (brandname !== undefined) return { kind: 'brandname' as const, value: brandname };
  return number === undefined ? undefined : { kind: 'number' as const, value: number };
}

/** Lines that hold something, with their numbers; never more than a few in memory. */
async function* numberedLines(file: string): AsyncGenerator<{ number: number; text: string }> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 18 });
  let failed: Error | undefined;
  input.once('error', (error: Error) => {
    failed = error;
  });
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (/\S/.test(text)) yield { number, text };
  }
  if (failed) throw new Trouble(`${file} cannot be read: ${failed.message}`);
}

/** Waits when the reader of our output is slower than we are. */
async function write(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await new Promise((done) => process.stdout.once('drain', done));
}

function oneLine(answer: CheckAnswer): string {
  const [reason] = answer.reasons;
  return `${answer.gradeText}${reason ? `: ${reason.message}` : ''}`;
}

function inWords(answer: CheckAnswer): string {
  const [first, ...steps] = answer.advice.map(({ message }) => message);
  const seen = answer.observables.map(({ display, listing, lookalike }) => {
    const says = listing ? `${listing.kind} (${listing.source})` : lookalike ? `≠ ${lookalike.official}` : '';
    return `  ${display}${says && `  ${says}`}`;
  });
  return [
    answer.gradeText,
    ...(first === undefined ? [] : [first]),
    ...(answer.schemeName === undefined ? [] : [answer.schemeName]),
    ...answer.reasons.map(({ message }) => `• ${message}`),
    ...seen,
    ...steps.map((step) => `→ ${step}`),
    ...answer.contacts.map(({ name, phone }) => `☎ ${phone}  ${name}`),
    ...answer.notAsked.map(({ message }) => `? ${message}`),
  ].join('\n');
}
