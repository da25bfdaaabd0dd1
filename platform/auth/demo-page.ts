import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DemoPerson } from './demo-idp.ts';

const words = {
  vi: {
    title: 'Đăng nhập thử nghiệm',
    note: 'Đây là trang thử nghiệm. Những người dưới đây không có thật và không cần mật khẩu. Hệ thống dùng thật không có trang này.',
    choose: 'Bạn muốn đăng nhập với tư cách ai?',
    failed: 'Lần đăng nhập này đã hết hạn hoặc không hợp lệ. Hãy quay lại và đăng nhập lại.',
  },
  en: {
    title: 'Demonstration sign-in',
    note: 'This is a demonstration. The people below are not real and need no password. A real installation does not have this page.',
    choose: 'Who do you want to sign in as?',
    failed: 'This sign-in has expired or is not valid. Please go back and sign in again.',
  },
};

const style = `
:root{color-scheme:light dark;--paper:#faf7f1;--ink:#1d1a2b;--quiet:#55506b;--line:#d8d1c4;--accent:#5b3fa0}
@media(prefers-color-scheme:dark){:root{--paper:#16141f;--ink:#f0ecf8;--quiet:#b6aecb;--line:#3a3550;--accent:#c3b1f5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:34rem;padding:2rem 1rem 4rem;background:var(--paper);color:var(--ink);font:1.125rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25}
.note{border:1px solid var(--accent);border-left-width:.4rem;padding:.75rem 1rem}
ul{list-style:none;margin:0;padding:0}
li+li{border-top:1px solid var(--line)}
button{display:block;width:100%;min-height:4rem;padding:.75rem .5rem;border:0;background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}
button:hover,button:focus-visible{background:color-mix(in srgb,var(--accent) 12%,transparent)}
button:focus-visible{outline:3px solid var(--accent);outline-offset:-3px}
b{display:block}
span{color:var(--quiet)}`;

/** The list of people as a form with one button each: works without JavaScript, by keyboard and screen reader. */
export function choosePage(
  res: ServerResponse,
  req: IncomingMessage,
  action: string,
  people: readonly DemoPerson[],
): void {
  const lang = languageOf(req);
  const say = words[lang];
  const items = people
    .map(
      ({ subject, name, role, unit }) =>
        `<li><button name="person" value="${escape(subject)}"><b>${escape(name)}</b><span>${escape(role[lang])}, ${escape(unit[lang])}</span></button></li>`,
    )
    .join('\n');
  page(
    res,
    200,
    lang,
    say.title,
    `<p class="note">${say.note}</p>
<form method="post" action="${escape(action)}">
<h2 id="who">${say.choose}</h2>
<ul aria-labelledby="who">
${items}
</ul>
</form>`,
  );
}

/** A sign-in that cannot go on; says so in both languages because the language may not be known. */
export function messagePage(res: ServerResponse, status: number): void {
  page(res, status, 'vi', words.vi.title, `<p>${words.vi.failed}</p>\n<p lang="en">${words.en.failed}</p>`);
}

function page(res: ServerResponse, status: number, lang: string, title: string, body: string): void {
  const nonce = randomBytes(16).toString('base64');
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  res.end(`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} | Khiên</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`);
}

/** The cookie that the pages set when somebody chooses a language, or the browser's wish for English. */
function languageOf(req: IncomingMessage): 'vi' | 'en' {
  const chosen = /(?:^|;\s*)khien_lang=(vi|en)/.exec(req.headers.cookie ?? '')?.[1];
  if (chosen === 'vi' || chosen === 'en') return chosen;
  return /^en\b/i.test(req.headers['accept-language'] ?? '') ? 'en' : 'vi';
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
