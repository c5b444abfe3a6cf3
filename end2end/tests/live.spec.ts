// The stream of events: a page that was cut off catches up by itself.
import { daysAhead, giveBack, keep, openTimes, sameChip } from '../support/portal';
import { expect, test } from '../support/test';
import type { Locator, Route } from '@playwright/test';

/** Whether a chip can be pressed: what is taken fades, or is gone where the times were asked for anew. */
const isFree = async (chip: Locator) =>
  (await chip.count()) > 0 &&
  (await chip.getAttribute('data-state', { timeout: 1_000 }).catch(() => 'taken')) !== 'taken';

const OBSTACLES: [string, number, (route: Route) => Promise<void>][] = [
  ['could not reach the stream', 33, (route) => route.abort()],
  // What a proxy says while the portal starts anew; browsers do not ask again by themselves.
  ['was refused the stream', 34, (route) => route.fulfill({ status: 502, body: 'Bad Gateway' })],
];

for (const [what, day, hinder] of OBSTACLES) {
  test(`a page that ${what} learns afterwards what was taken`, async ({ open }) => {
    const [walter, elena] = [await open('walter'), await open('elena')];
    await elena.route(/\/events\//, hinder);
    const chips = await openTimes(walter, 'Nurse call', daysAhead(day));
    await openTimes(elena, 'Nurse call', daysAhead(day));
    const chip = chips.nth(40);
    const seen = await sameChip(chip, elena);
    await keep(walter, chip);
    await expect(seen).toBeVisible();
    await expect(seen).not.toHaveAttribute('data-state', 'taken');
    await elena.unroute(/\/events\//);
    await expect.poll(() => isFree(seen), { timeout: 15_000 }).toBe(false);
    await giveBack(walter);
    await expect(seen).not.toHaveAttribute('data-state', 'taken');
  });
}

test('a page that is told that something was missed asks anew', async ({ open }) => {
  const [walter, elena] = [await open('walter'), await open('elena')];
  await elena.route(/\/events\//, (route) => route.abort());
  const chips = await openTimes(walter, 'Nurse call', daysAhead(35));
  await openTimes(elena, 'Nurse call', daysAhead(35));
  const chip = chips.nth(30);
  const seen = await sameChip(chip, elena);
  await keep(walter, chip);
  await expect(seen).toBeVisible();
  await expect(seen).not.toHaveAttribute('data-state', 'taken');
  // The portal has no such event: all that it can say is that it cannot tell what the page missed (`resync`).
  const asked = elena.waitForRequest(/watch_slots/);
  await elena.route(/\/events\//, (route) =>
    route.continue({ url: route.request().url().replace(/since=-?\d+/, 'since=999999999999') }),
  );
  await asked;
  await expect.poll(() => isFree(seen), { timeout: 15_000 }).toBe(false);
  await giveBack(walter);
  await expect.poll(() => isFree(seen), { timeout: 15_000 }).toBe(true);
});

test('a time is kept while the page is just asking anew', async ({ open }) => {
  const [walter, elena] = [await open('walter'), await open('elena')];
  const chips = await openTimes(walter, 'Nurse call', daysAhead(37));
  const own = await openTimes(elena, 'Nurse call', daysAhead(37));
  const seen = await sameChip(chips.nth(10), elena);
  await keep(walter, chips.nth(10));
  await expect.poll(() => isFree(seen)).toBe(false);
  let go = () => {};
  const later = new Promise<void>((done) => (go = done));
  await elena.route(/watch_slots/, async (route) => {
    await later;
    await route.continue();
  });
  const asked = elena.waitForRequest(/watch_slots/);
  await giveBack(walter);
  await asked;
  // What is shown is of before, and is used as if nothing were under way.
  await keep(elena, own.nth(20));
  await giveBack(elena);
  go();
  await expect.poll(() => isFree(seen)).toBe(true);
  await keep(elena, own.nth(20));
  await giveBack(elena);
});

test('a page that was offline shows the truth once it is back', async ({ open }) => {
  const [walter, elena] = [await open('walter'), await open('elena')];
  const chips = await openTimes(walter, 'Nurse call', daysAhead(40));
  await openTimes(elena, 'Nurse call', daysAhead(40));
  const chip = chips.nth(20);
  const seen = await sameChip(chip, elena);
  await elena.context().setOffline(true);
  await keep(walter, chip);
  await elena.context().setOffline(false);
  await expect.poll(() => isFree(seen), { timeout: 15_000 }).toBe(false);
  await giveBack(walter);
});
