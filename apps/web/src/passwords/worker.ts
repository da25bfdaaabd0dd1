/**
 * Judges passwords beside the page, so that typing never waits for it. It asks the network one thing only, and only
 * when told to: see leaked.ts.
 */
import '../device/older.ts';
import { passwordData } from '@khien/packs/vietnam/passwords';
import { render } from 'svelte/server';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import Judged from './Judged.svelte';
import { createJudge } from './judge.ts';
import LeakedAnswer from './LeakedAnswer.svelte';
import { askLeaked } from './leaked.ts';
import { leakedWords, reasonWords, strengthWords } from './say.ts';
import type { Question, Reply } from './talk.ts';

const judge = createJudge(passwordData);

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  if (data.ask === 'leaked') void answerLeaked(data);
  else answerStrength(data);
});

function answerStrength({ id, ask, password, shown, lang }: Question): void {
  overwriteGetLocale(() => lang);
  const judged = judge(password);
  const { body } = render(Judged, { props: { judged, password: shown ? password.normalize('NFC') : undefined, lang } });
  const words = strengthWords(judged.strength);
  const why = judged.reasons.map((reason) => reasonWords(reason));
  postMessage({ id, ask, html: body, spoken: [words.name, words.lead, ...why].join('. ') } satisfies Reply);
}

async function answerLeaked({ id, ask, password, lang }: Question): Promise<void> {
  const leaked = await askLeaked(password);
  overwriteGetLocale(() => lang);
  const { body } = render(LeakedAnswer, { props: { leaked, lang } });
  postMessage({ id, ask, html: body, spoken: leakedWords(leaked, lang).title } satisfies Reply);
}
