import type { Outcome } from './outcome.ts';

/**
 * Services whose refusals do not read as a sentence with a name and an address, each by an expression with the groups
 * `user`, `host` and `port`. Where a name that the client chose can imitate the rest, the end of the line decides.
 */
interface Form {
  text: RegExp;
  action?: Outcome['action'];
  outcome?: Outcome['outcome'];
}

const forms: readonly Form[] = [
  // Dovecot: rip= is the client. `no auth attempts` is no attempt.
  {
    text: /^(?:Info: )?(?:[\w-]{1,32}-login: )?(?:Info: )?(?:Aborted login|Disconnected|Client has quit the connection|Remote closed connection|Maximum number of connections)[^(]{0,200}(?:\([^)]{0,40}\) failed: [^(]{0,80})?\((?:proxy dest )?(?:auth failed|tried to use dis(?:abled|allowed) plaintext auth|client didn't finish SASL auth)[^)]{0,64}\):(?: user=<(?<user>[^>]{0,256})>,)?.{0,200} rip=(?<host>[0-9a-fA-F:.]{2,45})(?:,|$)/,
  },
  // Dovecot's back ends: sql(user,address,<session>): Password mismatch
  {
    text: /(?:^|[ :])(?:pam|passwd-file|ldap|sql|shadow|lua|static|passdb|bsdauth|dict|checkpassword|policy|userdb-?\w{0,16})\((?<user>[^,)]{0,256}),(?<host>[0-9a-fA-F:.]{2,45})(?:,[^)]{0,64})?\): (?:pam_authenticate\(\) failed: |unknown user|Password mismatch|invalid credentials|Credentials are not valid)/i,
  },
  { text: /-login: Login: user=<(?<user>[^>]{0,256})>,.{0,200} rip=(?<host>[0-9a-fA-F:.]{2,45})/, outcome: 'success' },
  { text: /^Login: user=<(?<user>[^>]{0,256})>,.{0,200} rip=(?<host>[0-9a-fA-F:.]{2,45})/, outcome: 'success' },
  // Postfix
  {
    text: /^(?:warning: )?(?:[-._\w]{1,255}|unknown)\[(?<host>[0-9a-fA-F:.]{2,45})\](?::(?<port>\d{1,5}))?: SASL ((?:LOGIN|PLAIN|(?:CRAM|DIGEST)-MD5|NTLM|XOAUTH2|SCRAM-\S{1,16}) )?authentication failed(?::|$)(?:.{0,300}sasl_username=(?<user>\S{1,256}))?/i,
  },
  {
    text: /^[0-9A-Za-z]{6,20}: client=[-._\w]{1,255}\[(?<host>[0-9a-fA-F:.]{2,45})\], sasl_method=\S{1,32}, sasl_username=(?<user>\S{1,256})/,
    outcome: 'success',
  },
  {
    text: /^NOQUEUE: (?:reject|milter-reject): \w{1,16} from [-._\w]{1,255}\[(?<host>[0-9a-fA-F:.]{2,45})\](?::\d{1,5})?: [45]\d\d /,
    action: 'request',
  },
  // Courier
  { text: /^LOGIN FAILED, (?:user=(?<user>[^,]{0,256}), )?(?:method=\w{1,16}, )?ip=\[(?<host>[0-9a-fA-F:.]{2,45})\]/ },
  {
    text: /^error,relay=(?<host>[0-9a-fA-F:.]{2,45}),(?:port=\d{1,5},)?msg="535 Authentication failed\.",cmd: (?:AUTH \w{1,16} \S{0,256} ?(?<user>\S{0,256}))?/,
  },
  {
    text: /^error,relay=(?<host>[0-9a-fA-F:.]{2,45}),.{0,600}: 550 User (?:<[^>]{0,256}> )?unknown\.?$/,
    action: 'request',
  },
  // Cyrus: the user stands after the address
  {
    text: /^badlogin: [^[\s]{0,255} ?\[(?<host>[0-9a-fA-F:.]{2,45})\] \S{1,32} (?:(?<user>[^\s[]{1,256}) )?\[?(?:SASL|authentication failure)/,
  },
  // Exim: the address that counts is the one after the name that the client gave itself
  {
    text: /(?:^|: )\w{1,32} authenticator failed for [^[]{0,255}(?:\(\[?[^)]{0,255}\) )?\[(?<host>[0-9a-fA-F:.]{2,45})\](?::\d{1,5})?(?: I=\[[^\]]{2,45}\]:\d{1,5})?: 535 Incorrect authentication data(?: \(set_id=(?<user>[^)]{0,256})\))?/,
  },
  {
    text: /SMTP protocol error in "AUTH\b.{0,512} H=[^[]{0,255}(?:\(\[?[^)]{0,255}\) )?\[(?<host>[0-9a-fA-F:.]{2,45})\](?::\d{1,5})?(?: I=\[[^\]]{2,45}\]:\d{1,5})? AUTH command used when not advertised/i,
  },
  {
    text: /(?:^|\] )H=[^[]{0,255}(?:\(\[?[^)]{0,255}\) )?\[(?<host>[0-9a-fA-F:.]{2,45})\](?::\d{1,5})?(?: I=\[[^\]]{2,45}\]:\d{1,5})? (?:F=\S{0,255} )?(?:rejected RCPT|sender verify fail)/,
    action: 'request',
  },
  {
    text: /(?:SMTP connection from|SMTP call from|rejected connection from H=|: rejected "[^"]{0,128}" H=) ?[^[]{0,255}\[(?<host>[0-9a-fA-F:.]{2,45})\].{0,128}(?:closed by DROP in ACL|dropped: too many|input=|D=\d{1,6}[smh])/,
    action: 'request',
  },
  // Sendmail
  { text: /\[(?<host>[0-9a-fA-F:.]{2,45})\](?: \(may be forged\))?: possible SMTP attack: command=AUTH, count=/ },
  {
    text: /^\w{10,20}: AUTH failure \([^)]{1,32}\): .{0,512}?(?:, user=(?<user>.{0,256}))?, relay=[^[]{0,255}\[(?<host>[^\]]{2,64})\](?: \(may be forged\))?$/,
  },
  // UW IMAP
  {
    text: /^(?:Login (?:failed|disabled|excessive login failures)|Failed \w{1,64} override of) ?user=(?<user>\S{0,256}) {1,4}(?:auth=\S{0,256} )?host=\S{0,255} ?\[(?<host>[^\]]{2,64})\]\s{0,4}$/,
  },
  {
    text: /^(?:Login|Authenticated) user=(?<user>\S{1,256}) host=\S{0,255} ?\[(?<host>[^\]]{2,64})\]\s{0,4}$/,
    outcome: 'success',
  },
  // Web mail and panels
  {
    text: /(?:^|> )(?:IMAP Error: )?(?:FAILED login|[Ff]ailed login|Login failed) for (?<user>.{0,256}) from (?<host>[0-9a-fA-F:.]{2,45}?)(?:\(X-[^)]{0,200}\))?(?:\. [A-Z]{2,32} |\. Could not| in session|$)/,
  },
  { text: /FAILED LOGIN for (?<user>\S{0,256}) \[(?<host>[0-9a-fA-F:.]{2,45})\] to /i },
  { text: /^LOGIN SUCCESS for user: "(?<user>[^"]{0,256})" from IP: (?<host>\S{2,64})$/, outcome: 'success' },
  { text: /^LOGIN FAILED for user: "(?<user>[^"]{0,256})" from IP: (?<host>\S{2,64})$/ },
  { text: /^(?:Invalid|Non-existent) login as (?<user>.{0,256}) from (?<host>\S{2,64})\s{0,4}$/ },
  { text: /^Failed Login: username=(?<user>.{0,256}) ip=(?<host>\S{2,64})$/ },
  { text: /\(?(?<host>[0-9a-fA-F:.]{7,45})\) \S{0,256} - (?:login|userinfo) error - / },
  {
    text: /^SOGoRootPage Login from '(?<host>[0-9a-fA-F:.]{2,45})(?:, [^']{0,200})?' for user '(?<user>.{0,256})' might not have worked/,
  },
  {
    text: /^https?:\/\/[^|]{1,255}\|\d{10}\|user\|(?<host>[0-9a-fA-F:.]{2,45})\|.{0,2000}\|0\|.{0,512}\|Login attempt failed (?:for|from) (?<user>[^|]{1,256}?)\.$/,
  },
  { text: /\|\[WEB\] \[(?<host>[0-9a-fA-F:.]{2,45})\] Authentication failed for '(?<user>[^']{0,256})'/ },
  { text: /^user denied: (?<user>.{0,256}) \((?:mysql|allow|root|empty)-denied\) from (?<host>\S{2,64})\s{0,4}$/ },
  { text: /Authentication attempt from (?<host>[0-9a-fA-F:.]{2,45}) for user "(?<user>.{0,256})" failed\.$/ },
  { text: /^\[(?<user>.{0,256})\] failed to login from (?<host>\S{2,64})$/ },
  {
    text: /Client '(?<host>[0-9a-fA-F:.]{2,45})' supplied (?:unknown user|wrong password for user) '(?<user>[^']{0,256})'/,
  },
  {
    text: /access denied -- client \[?(?<host>[0-9a-fA-F:.]{2,45})\]?: (?:empty password|(?:unknown user|wrong password for user) '(?<user>[^']{1,256})')/,
  },
  {
    text: /(?:password doesn't match for .{0,512}|digest: auth failed.{0,512}|get_password failed),? IP: (?<host>\S{2,64})\s{0,4}$/,
  },
  // FTP
  { text: /^failed login from [^[]{0,255}\[(?<host>[0-9a-fA-F:.]{2,45})\]/ },
  { text: /^(?:\[[^\]]{0,256}\] )?FAIL LOGIN: Client "(?<host>[^"]{2,64})"/ },
  { text: /^\(\?@(?<host>\S{2,255}?)\) \[WARNING\] Authentication failed for user \[(?<user>[^\]]{0,256})\]/ },
  {
    text: /\([^[()]{0,255}\[(?<host>[0-9a-fA-F:.]{2,45})\]\)[: -]{1,4}(?:USER (?<user>.{0,256}?)(?:: no such user found.{0,200}| \(Login failed\).{0,200})|Maximum login attempts)/,
  },
  // Telephony
  {
    text: /(?:Registration|Request(?: '[^']{0,32}')?) from '(?<user>.{0,256})' failed for '\[?(?<host>[0-9a-fA-F:.]{2,45}?)\]?(?::\d{1,5})?' (?:-|\(callid)/,
  },
  {
    text: /(?:^|[: ])(?:Host )?(?<host>[0-9a-fA-F:.]{7,45}) (?:failed (?:to authenticate as|MD5 authentication for)|tried to authenticate with nonexistent user) '(?<user>[^']{0,256})'/,
  },
  { text: /No registration for peer '(?<user>[^']{0,256})' \(from (?<host>[0-9a-fA-F:.]{2,45})\)/ },
  {
    text: /Call from '(?<user>[^']{0,256})' \((?:[A-Z]{2,3}:)?\[?(?<host>[0-9a-fA-F:.]{2,45}?)\]?:\d{1,5}\) to extension '.{0,256}' rejected because extension not found/,
    action: 'request',
  },
  { text: /hacking attempt detected '(?<host>[0-9a-fA-F:.]{2,45})'/, action: 'request' },
  {
    text: /Rejecting unknown SIP connection from (?<host>\[[0-9a-fA-F:.]{2,45}\]|[\d.]{7,15}|[0-9a-fA-F:.]{2,45})(?::\d{1,5})?"/,
    action: 'request',
  },
  {
    text: /SecurityEvent="(?:FailedACL|InvalidAccountID|ChallengeResponseFailed|InvalidPassword)",.{0,400}AccountID="(?<user>[^"]{0,256})".{0,400}RemoteAddress="IPV[46]\/[A-Z]{2,4}\/\[?(?<host>[0-9a-fA-F:.]{2,45})\]?\/\d{1,5}"/,
  },
  {
    text: /SIP auth (?:failure|challenge) \((?:REGISTER|INVITE)\) on sofia profile '[^']{1,64}' for \[(?<user>[^\]]{0,256})\] from ip (?<host>[0-9a-fA-F:.]{2,45})/,
  },
  { text: /Can't find user \[(?<user>[^\]]{0,256})\] from (?<host>[0-9a-fA-F:.]{2,45})/ },
  {
    text: /<\d{1,9}:(?<user>.{0,256})\(-1\)> Rejected connection from (?<host>[0-9a-fA-F:.[\]]{2,47}?)(?::\d{1,5}): (?:Invalid server password|Wrong certificate or password)/,
  },
  { text: /Bad Rcon: .{0,512} from "(?<host>[0-9a-fA-F.]{7,45}):\d{1,5}"$/ },
  // Name servers
  {
    text: /\bclient (?:@0x[0-9a-f]{1,16} )?(?<host>[0-9a-fA-F:.]{2,45})#\d{1,5}(?: \([^)]{0,255}\))?: (?:view [^:]{1,64}: )?(?:query(?: \(cache\))?|zone transfer|bad zone transfer request|notify question section contains no SOA|update(?: forwarding)?) ?(?:'[^']{1,300}':? ?)?(?:denied|non-authoritative zone|unsuccessful|failed)?/,
    action: 'request',
  },
  { text: /\bratelimit block .{0,300} query (?<host>[0-9a-fA-F:.]{2,45}) TYPE255$/, action: 'request' },
  {
    text: /\baxfr for .{0,300} from (?:client )?(?<host>[0-9a-fA-F:.]{2,45}) refused, no acl matches/,
    action: 'request',
  },
  // Scans and bans
  { text: /^(?<host>[0-9a-fA-F:.]{7,45}) to \S{2,64} ports \d{1,5}, /, action: 'scan' },
  {
    text: /^(?:fail2ban\.actions {0,16}(?:\[\d{1,10}\])?: )?(?:NOTICE|WARNING) {1,4}\[(?!recidive\])[^\]]{1,64}\] Ban (?<host>[0-9a-fA-F:.]{2,45})$/,
    action: 'ban',
  },
  // Proxies
  {
    text: /^(?<host>[0-9a-fA-F:.]{2,45}):\d{1,5} \[[^\]]{20,30}\] \S{1,128} \S{1,128} [-\d/]{5,64} 401 /,
    action: 'request',
  },
  {
    text: /Auth: (?<host>[0-9a-fA-F:.]{2,45}):\d{1,5}->.{0,200} authentication_id="(?<user>[^"]{0,256})".{0,300} status="failed/,
  },
  {
    text: /Fatal Error reading authentication information from client (?<host>[0-9a-fA-F:.]{2,45}):\d{1,5}->/,
    action: 'request',
  },
  {
    text: /SSL_accept from (?<host>[0-9a-fA-F:.]{2,45}):\d{1,5} : .{0,200}peer did not return a certificate/,
    action: 'request',
  },
];

export function readService(message: string): Outcome | undefined {
  for (const { text, action = 'login', outcome = 'failure' } of forms) {
    const groups = text.exec(message)?.groups;
    if (groups === undefined) continue;
    return { action, outcome, user: groups.user, host: groups.host, port: groups.port };
  }
  return undefined;
}
