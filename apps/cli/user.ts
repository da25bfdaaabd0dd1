import { createPeople, type InviteAnswer, type PackUnit, type People } from '@khien/features/people';
import { allRoles, type Role } from '@khien/platform/auth';
import { createSignIn, readPack } from '@khien/server/sign-in';
import { type Cli, type RegisterCommand, Trouble } from './cli.ts';
import { withServices } from './services.ts';

export const user: RegisterCommand = (program, cli) => {
  const command = program
    .command('user')
    .description('people who sign in: add them, give and take roles')
    .addHelpText(
      'after',
      `
Roles: ${allRoles.join(', ')}. A role holds at a unit and everything below it; units are codes of the province pack.

Examples:
  khien user add "Lò Văn Páo" --grant admin:11
  khien user grant 0199… officer:03127
  khien user invite 0199…`,
    );

  command
    .command('add')
    .description('add a person; prints an invitation to set up a passkey')
    .argument('<name>')
    .option('--grant <role:unit...>', 'what the person may do', [])
    .option('--oidc <subject>', "the person's name at the OpenID provider")
    .action(async (name: string, flags: { grant: string[]; oidc?: string }) => {
      const added = await withPeople(cli, ({ users }) =>
        users.add({ name, grants: flags.grant.map(readGrant), ...(flags.oidc && { oidcSubject: flags.oidc }) }),
      );
      const link = signInPage(cli);
      cli.result({ id: added.id, ...added.invite, link }, `${name} (${added.id})\n${invitation(link, added.invite)}`);
    });

  command
    .command('list')
    .description('everybody, with what they may do')
    .action(async () => {
      const people = await withPeople(cli, ({ users }) => users.list());
      cli.result(people, () =>
        people
          .map((one) => {
            const rights = one.grants.map(({ role, unitId }) => `${role}:${unitId}`).join(' ') || 'no rights';
            return `${one.id}  ${one.name}  ${rights}${one.disabledAt ? '  (stopped)' : ''}`;
          })
          .join('\n'),
      );
    });

  for (const [name, about] of [
    ['grant', 'give a role at a unit and below'],
    ['ungrant', 'take a role away'],
  ] as const) {
    command
      .command(name)
      .description(about)
      .argument('<person>', 'id, as list prints it')
      .argument('<role:unit>')
      .action(async (id: string, written: string) => {
        const { role, unitId } = readGrant(written);
        await withPeople(cli, ({ users }) => users[name](id, role, unitId));
        cli.result({ id, role, unitId }, 'Done.');
      });
  }

  command
    .command('invite')
    .description('a new invitation to set up a passkey; an older one stops working')
    .argument('<person>', 'id, as list prints it')
    .action(async (id: string) => {
      const invite = await withPeople(cli, ({ users }) => users.invite(id));
      const link = signInPage(cli);
      cli.result({ id, ...invite, link }, invitation(link, invite));
    });

  for (const [name, disabled] of [
    ['stop', true],
    ['restore', false],
  ] as const) {
    command
      .command(name)
      .description(disabled ? 'stop a person; open sessions end' : 'let a stopped person in again')
      .argument('<person>', 'id, as list prints it')
      .action(async (id: string) => {
        await withPeople(cli, ({ users }) => users.setDisabled(id, disabled));
        cli.result({ id, disabled }, 'Done.');
      });
  }
};

async function withPeople<T>(cli: Cli, work: (people: People) => Promise<T>): Promise<T> {
  return withServices(cli, async ({ parts: { config, db, clock, vault } }) => {
    const { units } = await readPack<{ units: PackUnit[] }>(`${config.province}/units.json`);
    const { oidc } = await createSignIn(config);
    return work(await createPeople({ db, clock, vault, origin: config.origin, oidc, units }));
  });
}

function readGrant(text: string): { role: Role; unitId: string } {
  const [role = '', unitId = ''] = text.split(':');
  const known = allRoles.find((one) => one === role);
  if (!known || unitId === '')
    throw new Trouble(`"${text}" is no grant: write role:unit, with one of ${allRoles.join(', ')}`);
  return { role: known, unitId };
}

/** Without the code: an address ends up in histories and logs. */
const signInPage = (cli: Cli): string => `${cli.config().origin}/dang-nhap`;

const invitation = (link: string, { code, expiresAt }: InviteAnswer): string =>
  `Invitation (until ${expiresAt.slice(0, 10)}, works once): ${code}\nTo be typed at ${link}`;
