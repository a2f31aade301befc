import {
  Attribute,
  BeforeSave,
  ConfigurationError,
  type EntityClass,
  PartitionKey,
  SortKey,
  Table,
  tableDefinition,
  Version,
} from 'dynact';
import { metadataOf } from '../../lib/metadata/entity-metadata';

class Nested {
  @Attribute() name?: string;
}

class BrokenNested {
  @Attribute({ name: 'same' }) a?: string;
  @Attribute({ name: 'same' }) b?: string;
}

const mistakes: [string, () => EntityClass, RegExp][] = [
  [
    'no @Table',
    () => {
      class NoTable {
        @PartitionKey() id!: string;
      }
      return NoTable;
    },
    /^NoTable has no table.*@Table/,
  ],
  [
    'an empty table name',
    () => {
      @Table('')
      class NoName {
        @PartitionKey() id!: string;
      }
      return NoName;
    },
    /^NoName needs a table name/,
  ],
  [
    'no partition key',
    () => {
      @Table('t')
      class NoKey {
        @Attribute() id!: string;
      }
      return NoKey;
    },
    /^NoKey has no partition key.*@PartitionKey/,
  ],
  [
    'two partition keys',
    () => {
      @Table('t')
      class TwoKeys {
        @PartitionKey() a!: string;
        @PartitionKey() b!: string;
      }
      return TwoKeys;
    },
    /^TwoKeys has more than one @PartitionKey: a, b/,
  ],
  [
    'two sort keys',
    () => {
      @Table('t')
      class TwoSortKeys {
        @PartitionKey() id!: string;
        @SortKey() a!: string;
        @SortKey() b!: string;
      }
      return TwoSortKeys;
    },
    /^TwoSortKeys has more than one @SortKey: a, b/,
  ],
  [
    'two versions',
    () => {
      @Table('t')
      class TwoVersions {
        @PartitionKey() id!: string;
        @Version() a?: number;
        @Version() b?: number;
      }
      return TwoVersions;
    },
    /^TwoVersions has more than one @Version: a, b/,
  ],
  [
    'a version that is no number',
    () => {
      @Table('t')
      class TextVersion {
        @PartitionKey() id!: string;
        @Version() version?: string;
      }
      return TextVersion;
    },
    /^TextVersion\.version is @Version, so it must be a number/,
  ],
  [
    'a stored name used twice',
    () => {
      @Table('t')
      class SameName {
        @PartitionKey() id!: string;
        @Attribute({ name: 'id' }) other?: string;
      }
      return SameName;
    },
    /^SameName\.other and SameName\.id are both stored as "id"/,
  ],
  [
    'an empty stored name',
    () => {
      @Table('t')
      class EmptyName {
        @PartitionKey() id!: string;
        @Attribute({ name: '' }) other?: string;
      }
      return EmptyName;
    },
    /^EmptyName\.other: its stored name/,
  ],
  [
    'auto-increment with a sort key',
    () => {
      @Table('t')
      class Sorted {
        @PartitionKey({ autoIncrement: true }) id?: number;
        @SortKey() at!: string;
      }
      return Sorted;
    },
    /^Sorted\.id cannot be auto-increment beside the sort key at/,
  ],
  [
    'auto-increment of text',
    () => {
      @Table('t')
      class TextId {
        @PartitionKey({ autoIncrement: true }) id?: string;
      }
      return TextId;
    },
    /^TextId\.id is an auto-increment key, so it must be a number/,
  ],
  [
    'a type that cannot be stored',
    () => {
      @Table('t')
      class HasMap {
        @PartitionKey() id!: string;
        @Attribute() map?: Map<string, string>;
      }
      return HasMap;
    },
    /^HasMap\.map has the type Map, which dynact cannot store.*`type`.*`codec`/,
  ],
  [
    'a type name that does not exist',
    () => {
      @Table('t')
      class BadName {
        @PartitionKey() id!: string;
        @Attribute({ type: 'datetime' as never }) at?: Date;
      }
      return BadName;
    },
    /^BadName\.at has the type datetime/,
  ],
  [
    'a type that is not there yet',
    () => {
      @Table('t')
      class Late {
        @PartitionKey() id!: string;
        @Attribute({ type: () => undefined as never }) at?: object;
      }
      return Late;
    },
    /^Late\.at has the type undefined/,
  ],
  [
    'a nested class without attributes',
    () => {
      class Bare {
        name = '';
      }
      @Table('t')
      class HasBare {
        @PartitionKey() id!: string;
        @Attribute() bare?: Bare;
      }
      return HasBare;
    },
    /^HasBare\.bare has the type Bare.*put @Attribute on its properties/,
  ],
  [
    'a mistake in a nested class',
    () => {
      @Table('t')
      class HasBroken {
        @PartitionKey() id!: string;
        @Attribute({ type: [BrokenNested] }) list: BrokenNested[] = [];
      }
      return HasBroken;
    },
    /^BrokenNested\.b and BrokenNested\.a are both stored as "same"/,
  ],
  [
    'a mistake in a nested class, deep',
    () => {
      @Table('t')
      class HasDeep {
        @PartitionKey() id!: string;
        @Attribute({ type: [[BrokenNested]] }) lists: BrokenNested[][] = [];
      }
      return HasDeep;
    },
    /^BrokenNested\.b/,
  ],
  [
    'a default that is an instance, which every record would share',
    () => {
      @Table('t')
      class Instance {
        @PartitionKey() id!: string;
        @Attribute({ default: new Nested() }) nested?: Nested;
      }
      return Instance;
    },
    /^Instance\.nested: .*give a function/,
  ],
  ...(
    [
      ['boolean', Boolean],
      ['list', Array],
      ['map', 'map'],
      ['set', 'stringSet'],
      ['nested class', Nested],
    ] as const
  ).map(([title, type]): [string, () => EntityClass, RegExp] => [
    `a key that is a ${title}`,
    () => {
      @Table('t')
      class BadKey {
        @PartitionKey({ type: type as never }) id!: string;
      }
      return BadKey;
    },
    /^BadKey\.id cannot be a key: DynamoDB keys are strings, numbers or binary/,
  ]),
  ...[0, -1, 1.5, 409_601, Number.NaN].map((maxItemSize): [string, () => EntityClass, RegExp] => [
    `maxItemSize ${maxItemSize}`,
    () => {
      @Table({ name: 't', maxItemSize })
      class Sized {
        @PartitionKey() id!: string;
      }
      return Sized;
    },
    /^Sized: maxItemSize must be a number of bytes from 1 to 409600/,
  ]),
];

describe('metadataOf', () => {
  it.each(mistakes)('refuses %s whenever the class is used', (_, declare, message) => {
    const type = declare();
    for (let i = 0; i < 2; i++) {
      let error: unknown;
      try {
        metadataOf(type);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toMatch(message);
    }
  });

  it('is compiled once for each class, and frozen', () => {
    @Table('t')
    class Thing {
      @PartitionKey() id!: string;
    }
    const metadata = metadataOf(Thing);
    expect(metadataOf(Thing)).toBe(metadata);
    expect(Object.isFrozen(metadata)).toBe(true);
    expect(metadata.attributes.every(Object.isFrozen)).toBe(true);
  });

  it('distinguishes classes with the same name', () => {
    const make = (table: string, property: string) => {
      @Table(table)
      class Same {}
      PartitionKey()(Same.prototype, property);
      return Same;
    };
    const [first, second] = [make('a', 'x'), make('b', 'y')];
    expect(first.name).toBe(second.name);
    expect(metadataOf(first)).toMatchObject({ tableName: 'a', partitionKey: { property: 'x' } });
    expect(metadataOf(second)).toMatchObject({ tableName: 'b', partitionKey: { property: 'y' } });
  });

  describe('with inheritance', () => {
    abstract class Base {
      @PartitionKey() id!: string;
      @Attribute() text?: string;
      @BeforeSave() one(): void {}
      @BeforeSave() two(): void {}
    }

    @Table({ name: 'parents', consistentRead: true, raiseOnConflict: true, maxItemSize: 100 })
    class Parent extends Base {
      @Attribute() own?: number;
    }

    @Table('children')
    class Child extends Parent {
      @Attribute({ name: 'TEXT', required: true }) override text: string = '';
      @BeforeSave() override one(): void {}
      @BeforeSave() three(): void {}
      @Version() version?: number;
    }

    class Tableless extends Parent {
      @Attribute() extra?: string;
    }

    const names = (type: EntityClass) => metadataOf(type).attributes.map(({ name }) => name);

    it('extends the attributes of its parents, parents first, without touching them', () => {
      expect(names(Child)).toEqual(['id', 'TEXT', 'own', 'version']);
      expect(names(Parent)).toEqual(['id', 'text', 'own']);
      expect(metadataOf(Child).byProperty.get('text')).toMatchObject({ name: 'TEXT', required: true });
      expect(metadataOf(Parent).byProperty.get('text')).toMatchObject({ name: 'text', required: false });
    });

    it('takes the nearest table as a whole', () => {
      expect(metadataOf(Child)).toMatchObject({
        tableName: 'children',
        consistentRead: false,
        maxItemSize: 409_600,
        raiseOnConflict: true,
      });
      expect(metadataOf(Tableless)).toMatchObject({ tableName: 'parents', consistentRead: true, maxItemSize: 100 });
      expect(() => metadataOf(Base as EntityClass)).toThrow(/^Base has no table/);
    });

    it('runs each hook once, in declaration order, parents first', () => {
      expect(metadataOf(Child).hooks.beforeSave).toEqual(['one', 'two', 'three']);
      expect(metadataOf(Parent).hooks.beforeSave).toEqual(['one', 'two']);
    });
  });

  it('detects conflicts by default if there is a version', () => {
    @Table('t')
    class Plain {
      @PartitionKey() id!: string;
    }
    @Table('t')
    class Versioned {
      @PartitionKey() id!: string;
      @Version() version?: number;
    }
    expect(metadataOf(Plain).raiseOnConflict).toBe(false);
    expect(metadataOf(Versioned).raiseOnConflict).toBe(true);
  });

  it('makes a new default for each record, also from values', () => {
    const shared = { list: [1] };
    @Table('t')
    class Defaults {
      @PartitionKey() id!: string;
      @Attribute({ default: shared }) object?: object;
      @Attribute({ default: () => new Set(['a']) }) set?: Set<string>;
      @Attribute({ default: null }) nothing?: null;
      @Attribute({ default: 0 }) zero?: number;
    }
    const made = () => metadataOf(Defaults).attributes.map(({ makeDefault }) => makeDefault?.());
    const [first, second] = [made(), made()];
    expect(first).toEqual([undefined, shared, new Set(['a']), null, 0]);
    expect(first[1]).not.toBe(shared);
    expect(first[1]).not.toBe(second[1]);
    expect(first[2]).not.toBe(second[2]);
  });

  it('works without design:type, as under esbuild', () => {
    @Table('t')
    class Untyped {
      id!: string;
      when?: Date;
    }
    PartitionKey()(Untyped.prototype, 'id');
    Attribute()(Untyped.prototype, 'when');
    const { partitionKey, byProperty } = metadataOf(Untyped);
    expect(partitionKey.codec.encode('a')).toEqual({ S: 'a' });
    expect(() => byProperty.get('when')!.codec.encode(new Date(0))).toThrow(/`type: Date`/);
    expect(tableDefinition(Untyped).AttributeDefinitions).toEqual([{ AttributeName: 'id', AttributeType: 'S' }]);
  });
});
