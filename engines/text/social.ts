/** Hosts whose first path segment names an account, and the network it belongs to. */
const NETWORKS: Readonly<Record<string, string>> = {
  'zalo.me': 'zalo',
  'chat.zalo.me': 'zalo',
  't.me': 'telegram',
  'telegram.me': 'telegram',
  'telegram.dog': 'telegram',
  'facebook.com': 'facebook',
  'm.facebook.com': 'facebook',
  'web.facebook.com': 'facebook',
  'fb.com': 'facebook',
  'fb.me': 'facebook',
  'm.me': 'facebook',
  'messenger.com': 'facebook',
  'wa.me': 'whatsapp',
  'viber.me': 'viber',
  'tiktok.com': 'tiktok',
  'instagram.com': 'instagram',
};

/** First segments that are pages of the network, not accounts. */
const PAGES = new Set([
  'app',
  'apps',
  'pc',
  'download',
  'iv',
  'proxy',
  'addstickers',
  's',
  'share',
  'sharer',
  'login',
  'login.php',
  'help',
  'photo',
  'photo.php',
  'watch',
  'reel',
  'p',
  'tag',
  'explore',
  'events',
  'story.php',
  'hashtag',
  'marketplace',
]);

/** `zalo.me` + `/0912345678` → `zalo:84912345678`; undefined when the path names no account. */
export function readSocialUrl(host: string, path: string): string | undefined {
  const network = NETWORKS[host];
  if (network === undefined) return undefined;
  const [, first = '', second = ''] = (path.split('?', 1)[0] ?? '').split('/');
  if (network === 'facebook' && first === 'profile.php') {
    const id = /[?&]id=(\d+)/.exec(path)?.[1];
    return id === undefined ? undefined : `facebook:${id}`;
  }
  if (network === 'facebook' && first === 'groups' && second !== '') return socialName(network, `groups/${second}`);
  if (network === 'facebook' && first === 'people') return undefined;
  if (network === 'zalo' && (first === 'g' || first === 'pc') && second !== '')
    return socialName(network, `g/${second}`);
  if (network === 'telegram' && (first === 'joinchat' || first.startsWith('+'))) {
    const invite = first === 'joinchat' ? second : first.slice(1);
    return socialName(network, `+${invite}`);
  }
  if (network === 'telegram' && first === 's') return socialName(network, second);
  return PAGES.has(first.toLowerCase()) ? undefined : socialName(network, first);
}

/** An account's canonical name in its network; undefined when it cannot be one. */
export function socialName(network: string, written: string): string | undefined {
  // Invitations to Telegram groups are told apart by case, names are not.
  if (network === 'telegram' && /^\+[\w-]{2,64}$/.test(written)) return `telegram:${written}`;
  let name = written.trim().replace(/^@/, '').toLowerCase();
  if (network === 'zalo' || network === 'whatsapp' || network === 'viber') {
    const digits = name.replace(/[^0-9]/g, '');
    if (/^[+0-9 .()-]+$/.test(name) && digits.length >= 9)
      name = digits.startsWith('0') ? `84${digits.slice(1)}` : digits;
  }
  return /^(?:groups\/|g\/)?[a-z0-9_.-]{2,64}$/.test(name) ? `${network}:${name}` : undefined;
}
