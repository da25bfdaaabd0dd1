import type { Outcome } from './outcome.ts';

type Found = RegExpExecArray;
type Form = readonly [RegExp, (m: Found) => Outcome];

const failed = (user: string | undefined, host?: string, port?: string): Outcome => ({
  action: 'login',
  outcome: 'failure',
  user,
  host,
  port,
});

/** A name without a space, then its host; what follows a colon may be anything and is never read. */
const plainFailure =
  /^Failed (\S{1,64}) for (invalid user |illegal user )?(\S{1,256}) from (\S{1,256})(?: port (\d{1,5}))?(?: ssh\d?)?(?::.*)?$/;
/** A name with spaces may imitate ` from HOST`: then the last host counts. */
const anyFailure =
  /^Failed (\S{1,64}) for (invalid user |illegal user )?(.{0,512}) from (\S{1,256})(?: port (\d{1,5}))?(?: ssh\d?)?$/;

function failure(m: Found): Outcome {
  const [, method, invalid, user, host, port] = m;
  // A client offers one key after another; only for a user who does not exist is each a failure of its own.
  const action = method === 'publickey' && invalid === undefined ? 'step' : 'login';
  return { ...failed(user, host, port), action };
}

/** What OpenSSH's server says, by the beginning of its messages. Preambles (`error: `) and `[preauth]` are cut off before. */
const forms: readonly Form[] = [
  [plainFailure, failure],
  [anyFailure, failure],
  [
    /^Accepted (\S{1,64}) for (.{0,512}) from (\S{1,256}) port (\d{1,5})/,
    (m) => ({ action: 'login', outcome: 'success', user: m[2], host: m[3], port: m[4] }),
  ],
  [/^(?:Invalid|Illegal) user (.{0,512}) from (\S{1,256})(?: port (\d{1,5}))?$/, (m) => failed(m[1], m[2], m[3])],
  [/^User (.{1,512}) from (\S{1,256}) not allowed because /, (m) => failed(m[1], m[2])],
  [/^ROOT LOGIN REFUSED FROM (\S{1,256})(?: port (\d{1,5}))?$/, (m) => failed('root', m[1], m[2])],
  [
    /^PAM: (?:[Aa]uthentication (?:failure|error)|User not known to the underlying authentication module|User account has expired|Permission denied) for (?:illegal user |invalid user )?(.{0,512}?) from (\S{1,256})(?: via \S{1,256})?$/,
    (m) => failed(m[1], m[2]),
  ],
  [
    /^maximum authentication attempts exceeded for (?:invalid user )?(.{0,512}) from (\S{1,256}) port (\d{1,5})/,
    (m) => failed(m[1], m[2], m[3]),
  ],
  [/^refused connect from (\S{1,512}) \((\S{1,256})\)$/, (m) => failed(undefined, m[2])],
  [
    /^Received disconnect from (\S{1,256}?)(?: port (\d{1,5}))?: ?(?:3: .{0,256}Auth fail$|14: No supported authentication methods available)/,
    (m) => failed(undefined, m[1], m[2]),
  ],
  [
    /^(?:Connection (?:closed|reset) by|Disconnect(?:ed from|ing)) (?:authenticating|invalid) user (.{0,512}) (\S{1,256}) port (\d{1,5})/,
    (m) => ({ ...failed(m[1], m[2], m[3]), action: 'step' }),
  ],
  [
    /^Disconnecting: Too many authentication failures(?: for (.{0,512}))?$/,
    (m) => ({ ...failed(m[1]), action: 'step' }),
  ],
  [
    /^(?:Did not receive identification string|Bad protocol version identification .{0,512}) from (\S{1,256})(?: port (\d{1,5}))?$/,
    (m) => ({ action: 'scan', outcome: 'failure', host: m[1], port: m[2] }),
  ],
  [
    /^(?:Unable to negotiate with|banner exchange: Connection from) (\S{1,256}) port (\d{1,5}): /,
    (m) => ({ action: 'scan', outcome: 'failure', host: m[1], port: m[2] }),
  ],
  [
    /^Connection (?:closed|reset) by (\S{1,256})(?: port (\d{1,5}))?$/,
    (m) => ({ action: 'connection', host: m[1], port: m[2] }),
  ],
  [/^Connection from (\S{1,256}) port (\d{1,5})/, (m) => ({ action: 'connection', host: m[1], port: m[2] })],
  [
    /^Received disconnect from (\S{1,256}?)(?: port (\d{1,5}))?: ?\d/,
    (m) => ({ action: 'connection', host: m[1], port: m[2] }),
  ],
];

export function readSshd(message: string): Outcome | undefined {
  const text = message
    // Kernels of virtual servers put their own head before it.
    .replace(/^kernel: ?\[ {0,8}\d{1,10}\.\d{1,9}\]:? /, '')
    .replace(/^(?:error|fatal): /, '')
    .replace(/ \[preauth\]\s{0,8}$/, '')
    .trimEnd();
  for (const [form, outcome] of forms) {
    const m = form.exec(text);
    if (m !== null) return outcome(m);
  }
  return undefined;
}
