import type { Strength, TimeUnit } from '@khien/engines/password';
import type { IconName } from '#lib/components/Icon.svelte';
import { m } from '#lib/paraglide/messages.js';
import type { Leaked } from './leaked.ts';
import type { Reason, ReasonKind } from './reasons.ts';

interface Words {
  name: string;
  lead: string;
  text: string;
  icon: IconName;
  /** The colours of a verdict that is as bad or as good. */
  colours: string;
}

/** The grade in words, what to do, and how it looks. */
export function strengthWords(strength: Strength): Words {
  switch (strength) {
    case 'very-weak':
      return {
        name: m.pw_very_weak(),
        lead: m.pw_very_weak_lead(),
        text: m.pw_very_weak_text(),
        icon: 'confirmed-scam',
        colours: 'grade-confirmed-scam',
      };
    case 'weak':
      return {
        name: m.pw_weak(),
        lead: m.pw_weak_lead(),
        text: m.pw_weak_text(),
        icon: 'very-suspicious',
        colours: 'grade-very-suspicious',
      };
    case 'fair':
      return {
        name: m.pw_fair(),
        lead: m.pw_fair_lead(),
        text: m.pw_fair_text(),
        icon: 'flag',
        colours: 'grade-unknown',
      };
    case 'good':
      return {
        name: m.pw_good(),
        lead: m.pw_good_lead(),
        text: m.pw_good_text(),
        icon: 'check',
        colours: 'grade-nothing-found',
      };
    case 'strong':
      return {
        name: m.pw_strong(),
        lead: m.pw_strong_lead(),
        text: m.pw_strong_text(),
        icon: 'official',
        colours: 'grade-official',
      };
  }
}

const why: Record<ReasonKind, () => string> = {
  common: m.pw_why_common,
  'common-part': m.pw_why_common_part,
  phone: m.pw_why_phone,
  identity: m.pw_why_identity,
  plate: m.pw_why_plate,
  date: m.pw_why_date,
  year: m.pw_why_year,
  lucky: m.pw_why_lucky,
  'full-name': m.pw_why_full_name,
  name: m.pw_why_name,
  'name-year': m.pw_why_name_year,
  place: m.pw_why_place,
  'place-year': m.pw_why_place_year,
  phrase: m.pw_why_phrase,
  word: m.pw_why_word,
  culture: m.pw_why_culture,
  tail: m.pw_why_tail,
  english: m.pw_why_english,
  keyboard: m.pw_why_keyboard,
  repeat: m.pw_why_repeat,
  sequence: m.pw_why_sequence,
  short: m.pw_why_short,
};

const disguises = {
  telex: m.pw_disguise_telex,
  vni: m.pw_disguise_vni,
  leet: m.pw_disguise_leet,
  reversed: m.pw_disguise_reversed,
};

/** Why it is easy, without quoting it. */
export function reasonWords({ kind, disguise }: Reason): string {
  return disguise ? `${why[kind]()} ${disguises[disguise]()}` : why[kind]();
}

const units: Record<Exclude<TimeUnit, 'ever'>, [one: () => string, many: (count: { count: string }) => string]> = {
  second: [m.pw_second_one, m.pw_second],
  minute: [m.pw_minute_one, m.pw_minute],
  hour: [m.pw_hour_one, m.pw_hour],
  day: [m.pw_day_one, m.pw_day],
  month: [m.pw_month_one, m.pw_month],
  year: [m.pw_year_one, m.pw_year],
  century: [m.pw_century_one, m.pw_century],
};

/** `khoảng 3 phút`. */
export function timeWords({ unit, count }: { unit: TimeUnit; count: number }, lang: 'vi' | 'en'): string {
  if (unit === 'ever') return m.pw_ever();
  if (count === 0) return m.pw_at_once();
  const [one, many] = units[unit];
  return count === 1 ? one() : many({ count: count.toLocaleString(lang) });
}

/** What the list of leaked passwords said. */
export function leakedWords(leaked: Leaked, lang: 'vi' | 'en'): { title: string; text: string } {
  if (leaked.said === 'no-network') return { title: m.pw_leak_offline(), text: m.pw_leak_offline_text() };
  if (leaked.said === 'later') return { title: m.pw_leak_later(), text: m.pw_leak_later_text() };
  const { count } = leaked;
  if (count === 0) return { title: m.pw_leak_none(), text: m.pw_leak_none_text() };
  // A list without counts holds each password once.
  if (count === 1) return { title: m.pw_leak_found(), text: m.pw_leak_found_text() };
  return { title: m.pw_leak_count({ count: count.toLocaleString(lang) }), text: m.pw_leak_found_text() };
}
