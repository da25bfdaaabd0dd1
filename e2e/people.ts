import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { person } from './browser.ts';

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/**
 * Sessions of demonstration people, each signed in once: signing in anew for every page would meet the limit that
 * keeps guessers out.
 */
export function createSessions(browser: Browser, origin: string): (subject: string) => Promise<Cookies> {
  const known = new Map<string, Promise<Cookies>>();
  const open = async (subject: string): Promise<Cookies> => {
    const context = await person(browser, origin);
    try {
      await signInAs(await context.newPage(), subject);
      return (await context.cookies()).filter(({ name }) => name === 'khien_session');
    } finally {
      await context.close();
    }
  };
  return (subject) => {
    const session = known.get(subject) ?? open(subject);
    known.set(subject, session);
    return session;
  };
}

/** Signs a demonstration person in at the demonstration's own OpenID Connect provider, with or without JavaScript. */
export async function signInAs(page: Page, subject: string): Promise<void> {
  await page.goto('/dang-nhap');
  await page.locator('a[href^="/v1/auth/oidc/start"]').click();
  await page.locator(`button[name=person][value="${subject}"]`).click();
  await page.waitForURL('**/ban**');
}

/** Gives the browser an authenticator as a laptop has one: it keeps keys and recognises its owner by itself. */
export async function addAuthenticator(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return cdp;
}

/** Adds a passkey to the signed-in person's account. */
export async function addPasskey(page: Page): Promise<void> {
  // Passkeys need script, so the page's must have come before its form is used.
  await page.goto('/ban/toi', { waitUntil: 'networkidle' });
  await page.fill('#passkey-name', 'e2e');
  await page.locator('form.narrow button').click();
  await page.locator('.done').waitFor();
}

/** Signs out, then in again by the passkey alone. */
export async function signInByPasskey(page: Page): Promise<void> {
  await page.context().clearCookies({ name: 'khien_session' });
  await page.goto('/dang-nhap', { waitUntil: 'networkidle' });
  await page.locator('button.primary').click();
  await page.waitForURL('**/ban**');
}
