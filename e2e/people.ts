import type { CDPSession, Page } from 'playwright-core';

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
  await page.goto('/ban/toi');
  await page.fill('#passkey-name', 'e2e');
  await page.locator('form.narrow button').click();
  await page.locator('.done').waitFor();
}

/** Signs out, then in again by the passkey alone. */
export async function signInByPasskey(page: Page): Promise<void> {
  await page.context().clearCookies({ name: 'khien_session' });
  await page.goto('/dang-nhap');
  await page.locator('button.primary').click();
  await page.waitForURL('**/ban**');
}
