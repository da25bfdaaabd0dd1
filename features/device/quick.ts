import type { RangeKind } from '@khien/engines/lookup';
import type { AnswerQuickly, QuickAnswer } from '@khien/platform/http';
import { isRangePrefix, rangeHeaders } from './list/routes.ts';
import type { ListStore } from './list/store.ts';
import { mayAskThree } from './passwords/answers.ts';
import { isPrefix, wantsPadding } from './passwords/routes.ts';
import type { PasswordService } from './passwords/service.ts';

const asked = /^(?:\/range\/|\/v1\/range\/(password|phone|account|host)\/)([0-9a-fA-F]{3,8})$/;

/** The answers by prefix that are at hand, the same as their routes give; anything less plain is left to those. */
export function quickAnswers(list: ListStore, passwords: PasswordService): AnswerQuickly {
  function password(prefix: string, padded: boolean, route: string, threeToo: boolean): QuickAnswer | undefined {
    const held = passwords.of('sha1');
    if (!held || !isPrefix(prefix)) return undefined;
    if (prefix.length === 3 && !(threeToo && mayAskThree(held.store.header))) return undefined;
    const body = held.answers.answerNow(prefix.toUpperCase(), padded);
    return body && { route, headers: padded ? held.headers.padded : held.headers.bare, body };
  }

  function listed(kind: RangeKind, prefix: string): QuickAnswer | undefined {
    const answers = list.answers(kind);
    if (!answers || !isRangePrefix(kind, prefix)) return undefined;
    const bytes = answers.answer(prefix.toLowerCase());
    return { route: '/v1/range/:kind/:prefix', headers: rangeHeaders(list.version()), body: ['', bytes] };
  }

  return (path, header) => {
    const [, kind, prefix = ''] = asked.exec(path) ?? [];
    if (prefix === '') return undefined;
    if (kind === undefined) return password(prefix, wantsPadding(header('add-padding')), '/range/:prefix', false);
    if (kind === 'password') return password(prefix, true, '/v1/range/password/:prefix', true);
    return listed(kind as RangeKind, prefix);
  };
}
