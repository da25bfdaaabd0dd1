import { expect, test } from 'vitest';
import { province, units } from './index.ts';

test('the province has 42 communes and 3 wards since 1 July 2025', () => {
  expect(province).toEqual({
    id: '11',
    parent: null,
    kind: 'province',
    vi: 'Tỉnh Điện Biên',
    en: 'Dien Bien Province',
  });
  const kinds = units.slice(1).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'commune')).toHaveLength(42);
  expect(kinds.filter((kind) => kind === 'ward')).toHaveLength(3);
});

test('every unit has its own code and belongs to the province', () => {
  expect(new Set(units.map(({ id }) => id)).size).toBe(46);
  for (const unit of units.slice(1)) {
    expect(unit.id).toMatch(/^03\d{3}$/);
    expect(unit.parent).toBe(province.id);
    expect(unit.vi).toMatch(unit.kind === 'ward' ? /^Phường / : /^Xã /);
    expect(unit.en).toMatch(unit.kind === 'ward' ? / Ward$/ : / Commune$/);
    // The English name is the Vietnamese one without marks.
    const plain = unit.vi
      .replace(/^\S+ /, '')
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/đ/g, 'd')
      .replace(/Đ/g, 'D');
    expect(unit.en.replace(/ (?:Ward|Commune)$/, '')).toBe(plain);
  }
});

test('names that people of the province know are there', () => {
  const names = units.map(({ vi }) => vi);
  expect(names).toContain('Xã Thanh Nưa');
  expect(names).toContain('Phường Mường Lay');
  expect(names).toContain('Xã Mường Phăng');
});
