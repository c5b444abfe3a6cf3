// What holds on every page: axe finds nothing, nothing scrolls sideways or is cut off at 320 px or at 200 %, nothing moves at hydration.
import { readFileSync } from 'node:fs';
import { DESKTOP, NARROWEST, PHONE, TWICE, WIDEST, axe, clipped, measureShift, shift, sideways } from '../support/looks';
import { BASE, daysAhead, giveBack, keep, openTimes, visit, type Facility } from '../support/portal';
import { ELSEWHERE, PAGES } from '../support/pages';
import { alive, expect, test, type Open, type Stranger } from '../support/test';
import type { BrowserContext, Page } from '@playwright/test';

/** Sessions by account: who looks at many pages signs in once. */
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

/** A browser of its own in which an account is signed in. */
async function again(stranger: Stranger, open: Open, who: string, facility: Facility): Promise<Page> {
  const storageState = sessions.get(`${facility} ${who}`);
  if (storageState) return stranger({ facility, storageState });
  const page = await open(who, { facility });
  sessions.set(`${facility} ${who}`, await page.context().storageState());
  return page;
}

// Each is walked by itself, and there are many of them.
test.describe.configure({ mode: 'parallel' });

for (const { path, who, isPlain, facility = 'demo' } of PAGES) {
  test(`${facility} ${who ?? 'nobody'} ${path}`, async ({ open, stranger }) => {
    const page = who ? await again(stranger, open, who, facility) : await stranger({ facility });
    await measureShift(page);
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      const load = async () => {
        await page.goto(`${BASE[facility]}${path}`);
        if (!isPlain) await alive(page);
        await page.evaluate(() => document.fonts.ready);
        return shift(page);
      };
      // A page that is live moves when somebody else does something; what moves by itself moves every time.
      let moved = await load();
      if (moved >= 0.01) moved = await load();
      expect(moved, `moved at ${viewport.width} px`).toBeLessThan(0.01);
      expect(await sideways(page), `scrolls sideways at ${viewport.width} px`).toBeLessThanOrEqual(0);
    }
    for (const viewport of [WIDEST, TWICE, NARROWEST]) {
      await page.setViewportSize(viewport);
      expect(await sideways(page), `scrolls sideways at ${viewport.width} px`).toBeLessThanOrEqual(0);
      if (viewport !== WIDEST) expect(await clipped(page), `cut off at ${viewport.width} px`).toEqual([]);
    }
    await axe(page, path);
  });
}

test('the booking page with its times and its sheet', async ({ open }) => {
  const page = await open('walter');
  const chips = await openTimes(page, 'Check-up');
  await page.setViewportSize(NARROWEST);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await axe(page, 'times');
  await chips.nth(2).click();
  await expect(page.locator('dialog#hold')).toBeVisible();
  await axe(page, 'sheet');
  const released = page.waitForResponse(/release_hold/);
  await page.keyboard.press('Escape');
  await released;
  await visit(page, '/');
});

test('text of twice the size neither overlaps nor scrolls sideways', async ({ open }) => {
  const page = await open('inaki', { facility: 'norte' });
  // 200 % of a 1280 px window is a page of 640 px.
  await page.setViewportSize(TWICE);
  for (const path of ['/', '/visits', '/visits/book', '/records/medications', '/more']) {
    await visit(page, path);
    expect(await sideways(page), path).toBeLessThanOrEqual(0);
  }
});

test('a visit and the question before it is cancelled', async ({ open }) => {
  const page = await open('priya');
  const chips = await openTimes(page, 'Nurse call', daysAhead(47));
  await keep(page, chips.nth(3));
  await page.locator('dialog#hold button.button-primary').click();
  await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
  await alive(page);
  await axe(page, 'visit');
  await page.locator('a.button-danger').click();
  const question = page.locator('dialog#cancel');
  await expect(question).toBeVisible();
  await axe(page, 'cancel');
  await question.locator('button.button-danger').click();
  await expect(question).toBeHidden();
});

test('who wants no movement sees none', async ({ open }) => {
  const page = await open('priya');
  const longest = () =>
    page.evaluate(() =>
      Math.max(...document.getAnimations().map((one) => Number(one.effect?.getComputedTiming().endTime ?? 0)), 0),
    );
  const chips = await openTimes(page, 'Nurse call', daysAhead(54));
  // The sheet rises; held still, so that it can be measured.
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, ::backdrop { animation-play-state: paused !important }');
    document.adoptedStyleSheets.push(still);
  });
  await keep(page, chips.nth(5));
  expect(await longest(), 'the sheet moves').toBeGreaterThan(50);
  await giveBack(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await keep(page, chips.nth(5));
  expect(await longest(), 'the sheet does not move').toBeLessThan(1);
  await giveBack(page);
});

test('every address of the product is walked', () => {
  const routes = readFileSync(new URL('../../app/src/routes.rs', import.meta.url), 'utf8');
  const found: string[] = [];
  let parent = '';
  for (const [, kind, path] of routes.matchAll(/<(ParentRoute|Route) path=path!\("([^"]*)"\)/g)) {
    if (kind === 'ParentRoute') parent = path;
    else found.push(path.startsWith('/') ? path : `/${[parent, path].filter(Boolean).join('/')}`);
  }
  expect(found.length).toBeGreaterThan(10);
  const walked = [...PAGES.map((page) => page.path.split('?')[0]), ...ELSEWHERE];
  const isWalked = (path: string) => {
    const shape = new RegExp(`^${path.replace(/:\w+/g, '[^/:]+')}$`);
    return walked.some((one) => one === path || shape.test(one));
  };
  expect(found.filter((path) => !isWalked(path))).toEqual([]);
});
