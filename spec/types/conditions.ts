import { and, attributes, type Condition, not, or } from 'dynact';
import { Account } from './account';

const a = attributes(Account);

export const right: Condition[] = [
  a.balance.gte(100).and(a.status.eq('active')),
  or(a.balance.lt(0), not(a.owner.exists())),
  and(undefined, false, a.balance.lte(1)),
  a.balance.gt(a.creditLimit),
  a.status.in('active', 'closed'),
  a.address.city.eq('NYC'),
  a.address.get('city').beginsWith('N'),
  a.history.at(0).street.exists(),
  a.tags.at(0).eq('premium'),
  a.tags.size().gt(3),
  a.roles.contains('admin'),
  a.openedAt.between(new Date(0), new Date()),
  a.photo.beginsWith(new Uint8Array([1])),
  a.points.gt(1n),
  a.settings.get('volume').gt(3),
  a.owner.type('S'),
  a.version.eq(1),
];

export const wrong = [
  // @ts-expect-error no such attribute
  () => a.nickname,
  // @ts-expect-error no such member
  () => a.address.country,
  // @ts-expect-error a method is not an attribute
  () => a.rename,
  // @ts-expect-error a flag of the record is not an attribute
  () => a.isNew,
  // @ts-expect-error a number against a string
  () => a.balance.eq('100'),
  // @ts-expect-error a number attribute against a string attribute
  () => a.balance.gt(a.owner),
  // @ts-expect-error a value outside the union
  () => a.status.eq('open'),
  // @ts-expect-error one value of the list outside the union
  () => a.status.in('active', 'open'),
  // @ts-expect-error a number for a bigint
  () => a.points.eq(1),
  // @ts-expect-error a string for a Date
  () => a.openedAt.lt('2026-01-01'),
  // @ts-expect-error numbers have no prefix
  () => a.balance.beginsWith('1'),
  // @ts-expect-error booleans have no order
  () => a.verified.gt(false),
  // @ts-expect-error lists have no order
  () => a.tags.lt(['a']),
  // @ts-expect-error numbers have no size
  () => a.balance.size(),
  // @ts-expect-error a size is a number
  () => a.owner.size().gt('3'),
  // @ts-expect-error the set holds strings
  () => a.roles.contains(1),
  // @ts-expect-error the list holds strings
  () => a.tags.at(0).eq(1),
  // @ts-expect-error sets have no positions
  () => a.roles.at(0),
  // @ts-expect-error not a type of DynamoDB
  () => a.owner.type('string'),
  // @ts-expect-error a set is not an array
  () => a.roles.eq(['admin']),
  // @ts-expect-error an element of a list is reached by number
  () => a.tags.at('0'),
  // @ts-expect-error the nested class has no such attribute
  () => a.history.at(0).get('zip'),
  // @ts-expect-error the map holds numbers
  () => a.settings.get('volume').eq('loud'),
  // @ts-expect-error a list attribute against a string attribute
  () => a.owner.eq(a.tags),
  // @ts-expect-error a value is not an array of values
  () => a.status.in(['active', 'closed']),
  // @ts-expect-error bytes begin with bytes
  () => a.photo.beginsWith('x'),
  // @ts-expect-error a nested class has no order
  () => a.address.gt(a.address),
  // @ts-expect-error sets have no prefix
  () => a.roles.beginsWith('a'),
  // @ts-expect-error undefined is no value to compare with
  () => a.creditLimit.eq(undefined),
  // @ts-expect-error between takes two bounds
  () => a.balance.between(1),
  // @ts-expect-error an action is not a condition
  () => a.balance.gt(1).and(a.balance.add(1)),
];
