import { Attribute, PartitionKey, Table, Version } from 'dynact';
import { metadataOf } from '../../lib/metadata/entity-metadata';
import type { Item } from '../../lib/wire/attribute-value';
import {
  differences,
  expectAbsent,
  expectEveryAttribute,
  expectOlder,
  isMet,
  versionOf,
} from '../../lib/write/expectation';

@Table('things')
class Thing {
  @PartitionKey() id!: string;
  @Attribute({ name: 'amount', type: Number }) n?: number;
  @Version() version?: number;
}

const metadata = metadataOf(Thing);
const item = { id: { S: 'a' }, amount: { N: '5' }, version: { N: '2' } };

describe('an expectation', () => {
  it('of no item is met by none', () => {
    expect(isMet(expectAbsent(metadata), undefined)).toBe(true);
    expect(isMet(expectAbsent(metadata), item)).toBe(false);
  });

  it('of every attribute compares numbers by value, and includes absent attributes', () => {
    const expectation = expectEveryAttribute(metadata, { id: { S: 'a' }, amount: { N: '5.0' } });
    expect(isMet(expectation, { id: { S: 'a' }, amount: { N: '5' } })).toBe(true);
    expect(isMet(expectation, item)).toBe(false);
    expect(isMet(expectation, undefined)).toBe(false);
    expect(differences(metadata, expectation, item)).toEqual({ version: { expected: undefined, stored: 2 } });
    expect(differences(metadata, expectation, { ...item, amount: { S: 'five' } })).toMatchObject({
      n: { expected: 5, stored: { S: 'five' } },
    });
  });

  it('of an older version is met by a lower one, and by none', () => {
    const expectation = expectOlder(metadata.version!, { N: '3' });
    const versions: [string | undefined, boolean][] = [
      [undefined, true],
      ['2', true],
      ['3', false],
      ['10', false],
    ];
    for (const [version, met] of versions) {
      expect(isMet(expectation, version === undefined ? {} : { version: { N: version } })).toBe(met);
    }
    expect(isMet(expectation, undefined)).toBe(true);
    expect(isMet(expectation, { version: { S: 'x' } })).toBe(false);
  });
});

it('versionOf is 0 where there is none', () => {
  const items: (Item | undefined)[] = [item, {}, undefined, { version: { S: '7' } }];
  expect(items.map(stored => versionOf(metadata, stored))).toEqual([2, 0, 0, 0]);
});
