import type { Page } from 'playwright-core';
import { giftStory, tellStory } from './story.ts';

/** One page in one state, and the way there: for pictures and for the accessibility tests. */
export interface Scene {
  name: string;
  /** Leads to what is to be seen; starts signed out on an empty page. */
  go: (page: Page) => Promise<unknown>;
  /** Signed in as this demonstration person first. */
  as?: string;
  /** For staff, although nobody is signed in. */
  staff?: boolean;
  /** One of the pictures kept in docs/screens, and in which looks. */
  key?: 'both' | 'light' | 'dark';
  /** Take only what fits in the window, as a person first sees it. */
  window?: boolean;
}

/** A message that names what two officers of the demonstration have listed. */
const confirmed = async (page: Page) => {
  await page.goto('/');
  await page.fill(
    '#text',
    'Chuc mung ban nhan qua tri an khach hang Dien Bien. Vao https://qua-tri-an-dien-bien.example/nhan trong hom nay, dong phi van chuyen 45.000d.',
  );
  await page.locator('form .first').click();
  await page.locator('.answer').waitFor();
};

const example = (n: number) => async (page: Page) => {
  await page.goto('/');
  await page.locator('button[name=example]').nth(n).click();
  await page.locator('.answer').waitFor();
};

const password = (typed: string, shown: boolean) => async (page: Page) => {
  await page.goto('/mat-khau');
  await page.fill('#password', typed);
  if (shown) await page.locator('[data-password-show]').click();
  await page.locator(shown ? '[data-strength] mark' : '[data-strength]').waitFor();
};

const toDetails = (kind: 'attempt' | 'loss') => async (page: Page) => {
  await example(0)(page);
  await page.locator('form[action^="/bao-cao"] button').click();
  await page.locator(`button[name=kind][value=${kind}]`).click();
  await page.locator('textarea[name=text]').waitFor();
};

const bankMessage =
  'Vietcombank: TK 0001234567890 GD: -5,000,000VND luc 21/11/2026 14:05. SD: 1,234,567VND. Ref FT26325123456. ND: phi giao hang';

export const scenes: Scene[] = [
  { name: 'home', go: (page) => page.goto('/'), key: 'both', window: true },
  { name: 'answer', go: example(0) },
  { name: 'answer-confirmed', key: 'both', go: confirmed },
  { name: 'answer-first', key: 'light', window: true, go: confirmed },
  { name: 'answer-job', go: example(1) },
  { name: 'answer-official', go: example(2) },
  {
    name: 'answer-unknown',
    async go(page) {
      await page.goto('/');
      await page.fill('#text', 'Gọi lại giúp mình số 0912 345 678 nhé');
      await page.locator('form .first').click();
      await page.locator('.answer').waitFor();
    },
  },
  {
    name: 'on-device',
    key: 'light',
    async go(page) {
      await page.goto('/');
      await page.fill(
        '#text',
        'Vietcombank: TK cua quy khach bi khoa. Vao ngay https://vietcombank.vn-ms.top de xac minh trong 2 gio.',
      );
      await page.locator('.on-device .answer').waitFor();
      await page.locator('details.with-js summary').click();
    },
  },
  {
    name: 'answer-story',
    async go(page) {
      await page.goto('/');
      await page.fill('#text', giftStory.map(({ text }) => text).join(' '));
      await page.locator('form .first').click();
      await page.locator('.stages').waitFor();
    },
  },
  { name: 'story', go: (page) => page.goto('/cau-chuyen') },
  { name: 'story-answer', key: 'both', go: (page) => tellStory(page, giftStory.slice(0, 3)) },
  { name: 'story-paid', go: (page) => tellStory(page, giftStory) },
  {
    name: 'story-faults',
    async go(page) {
      await page.goto('/cau-chuyen');
      await page.fill('#at-2', '2026-10-12');
      await page.locator('form[data-draft=story] button.first').click();
      await page.locator('.faults').waitFor();
    },
  },
  {
    name: 'opinion',
    async go(page) {
      await example(0)(page);
      await page.locator('.opinion button').nth(1).click();
      await page.locator('input[name=actual]').first().waitFor();
    },
  },
  {
    name: 'opinion-done',
    async go(page) {
      await example(0)(page);
      await page.locator('.opinion button').first().click();
      await page.locator('input[name=keep]').check();
      await page.locator('form .first').click();
      await page.locator('main a.button[href="/"]').waitFor();
    },
  },
  { name: 'report-question', go: (page) => page.goto('/bao-cao') },
  { name: 'report-attempt', go: toDetails('attempt') },
  {
    name: 'report-loss',
    async go(page) {
      await toDetails('loss')(page);
      await page.fill('#bankMessage', bankMessage);
      await page.locator('button[formaction="?/parse"]').click();
      await page.locator('fieldset .note').waitFor();
    },
  },
  {
    name: 'report-faults',
    async go(page) {
      await toDetails('loss')(page);
      await page.fill('#amount', 'năm triệu');
      await page.locator('form[data-draft] .first').click();
      await page.locator('.faults').waitFor();
    },
  },
  {
    name: 'report-done',
    key: 'light',
    async go(page) {
      await toDetails('loss')(page);
      await page.fill('#bankMessage', bankMessage);
      await page.locator('button[formaction="?/parse"]').click();
      await page.locator('fieldset .note').waitFor();
      await page.locator('form[data-draft] .first').click();
      await page.locator('.code').waitFor();
    },
  },
  { name: 'track', go: (page) => page.goto('/theo-doi') },
  {
    name: 'track-status',
    async go(page) {
      await toDetails('attempt')(page);
      await page.locator('form[data-draft] .first').click();
      const code = await page.locator('.code').innerText();
      await page.goto(`/theo-doi/${code}`);
    },
  },
  { name: 'watch', go: (page) => page.goto('/bao-toi') },
  { name: 'appeal', go: (page) => page.goto('/khieu-nai') },
  { name: 'verify', go: (page) => page.goto('/xac-minh') },
  { name: 'record', go: (page) => page.goto('/danh-sach-go') },
  { name: 'password', go: (page) => page.goto('/mat-khau') },
  { name: 'password-weak', key: 'both', go: password('Dienbien@2026', true) },
  { name: 'password-strong', go: password('bốn cái ghế bay qua đèo lạnh', false) },
  {
    name: 'password-leaked',
    async go(page) {
      await password('123456', false)(page);
      await page.locator('[data-password-ask]').click();
      await page.locator('[data-leaked]').waitFor();
      await page.locator('[data-password-more] summary').click();
    },
  },
  { name: 'about', go: (page) => page.goto('/gioi-thieu') },
  { name: 'api', go: (page) => page.goto('/api') },
  { name: 'offline', go: (page) => page.goto('/ngoai-tuyen') },
  { name: 'missing', go: (page) => page.goto('/khong-co-trang-nay') },
  { name: 'sign-in', staff: true, go: (page) => page.goto('/dang-nhap') },
  { name: 'queue', as: 'officer-1', go: (page) => page.goto('/ban/vu-viec'), key: 'light', window: true },
  {
    name: 'lead',
    as: 'officer-1',
    key: 'dark',
    window: true,
    async go(page) {
      await page.goto('/ban/vu-viec');
      await page.locator('[data-row]:visible').first().click();
      await page.locator('#do-note').waitFor();
    },
  },
  { name: 'indicators', as: 'officer-1', go: (page) => page.goto('/ban/dau-hieu'), window: true },
  { name: 'appeals', as: 'officer-1', go: (page) => page.goto('/ban/khieu-nai'), window: true },
  { name: 'quality', as: 'analyst-1', go: (page) => page.goto('/ban/chat-luong') },
  { name: 'users', as: 'admin-1', go: (page) => page.goto('/ban/nguoi-dung'), window: true },
  { name: 'me', as: 'officer-1', go: (page) => page.goto('/ban/toi'), window: true },
];
