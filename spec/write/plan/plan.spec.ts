import { Attribute, type EntityClass, InvalidStateError, PartitionKey, Table, ValidationError, Version } from 'dynact';
import { hydrate, markStale } from '../../../lib/entity/record-state';
import { metadataOf } from '../../../lib/metadata/entity-metadata';
import type { Item } from '../../../lib/wire/attribute-value';
import { planOf } from '../../../lib/write/plan/plan';
import type { PlanContext, WritePlan } from '../../../lib/write/plan/write-plan';
import type { SingleVerb, Write } from '../../../lib/write/write';

@Table('plain')
class Plain {
  @PartitionKey() id!: string;
  @Attribute() n?: number;
}

@Table('versioned')
class Versioned {
  @PartitionKey() id!: string;
  @Attribute() n?: number;
  @Version() version?: number;
}

type State = 'new' | 'loaded' | 'moved' | 'stale' | 'by key';

const key = { id: { S: 'a' } };

function storedOf(type: EntityClass): Item {
  return { ...key, n: { N: '1' }, ...(type === Versioned && { version: { N: '4' } }) };
}

function write(verb: SingleVerb, type: EntityClass, state: State, options: Write['options']): Write<SingleVerb> {
  const metadata = metadataOf(type);
  const input = verb === 'update' ? { n: 2 } : undefined;
  if (state === 'by key') return { verb, metadata, key, input, options } as Write<SingleVerb>;
  const record =
    state === 'new'
      ? Object.assign(new (type as unknown as new () => object)(), { id: 'a' })
      : hydrate<Plain>(metadata, storedOf(type));
  if (state === 'moved') Object.assign(record, { id: 'b' });
  if (state === 'stale') markStale(record, key, { client: undefined as never, tableName: 'plain' });
  return { verb, metadata, record, input, options } as Write<SingleVerb>;
}

/** What a plan does, in short: `put, as loaded: version -> saved { version: 5 }`. */
function inShort(plan: WritePlan | undefined): string {
  if (!plan) return 'nothing';
  const { operation, expectation, mustExist, effect, assigned } = plan;
  const checks = [
    expectation && `${expectation.kind}: ${[...expectation.attributes.keys()].join(' ')}`,
    mustExist && 'exists',
  ].filter(Boolean);
  const gives = Object.entries(assigned).map(([property, value]) => `${property} ${value}`);
  return [[operation.kind, ...checks].join(', '), [effect, ...gives].join(' ')].join(' -> ');
}

const RAISE = { raiseOnConflict: true };
const NOT = { raiseOnConflict: false };
const EXIST = { raiseOnConflict: false, mustExist: true };

const NOW = { tableName: 'things', now: Date.now() };

type Row = [state: State, choices: Write['options'], plan: string, context?: Partial<Omit<PlanContext, 'now'>>];

const NEVER = (error: typeof ValidationError | typeof InvalidStateError) => `throws ${error.name}`;

function planned(verb: SingleVerb, type: EntityClass, [state, choices, , context]: Row): string {
  try {
    return inShort(planOf(write(verb, type, state, choices), { ...NOW, ...context }));
  } catch (error) {
    return `throws ${(error as Error).name}`;
  }
}

const table: Record<string, { verb: SingleVerb; type: EntityClass; rows: Row[] }> = {
  'save, without a version': {
    verb: 'save',
    type: Plain,
    rows: [
      ['new', {}, 'put -> saved'],
      ['new', RAISE, 'put, absent: id -> saved'],
      ['loaded', {}, 'put -> saved'],
      ['loaded', RAISE, 'update, as loaded: id n -> saved'],
      ['moved', {}, 'put -> saved'],
      ['moved', RAISE, 'update, as loaded: id n -> saved'],
      ['stale', {}, NEVER(InvalidStateError)],
    ],
  },
  'save, with a version': {
    verb: 'save',
    type: Versioned,
    rows: [
      ['new', {}, 'put, absent: id -> saved version 1'],
      ['new', NOT, 'put -> saved version 1'],
      ['new', NOT, 'put, older: version -> saved version 1', { storedVersion: 0 }],
      ['loaded', {}, 'update, as loaded: version -> saved version 5'],
      ['loaded', NOT, 'put -> saved version 5'],
      ['loaded', NOT, 'put, older: version -> saved version 5', { storedVersion: 0 }],
      ['loaded', NOT, 'put, older: version -> saved version 9', { storedVersion: 8 }],
      ['moved', {}, 'update, as loaded: version id -> saved version 5'],
      ['stale', NOT, NEVER(InvalidStateError)],
    ],
  },
  create: {
    verb: 'create',
    type: Plain,
    rows: [
      ['new', {}, 'put, absent: id -> saved'],
      ['new', NOT, 'put, absent: id -> saved'],
      ['loaded', {}, NEVER(ValidationError)],
    ],
  },
  'update, without a version': {
    verb: 'update',
    type: Plain,
    rows: [
      ['new', {}, 'update -> answered'],
      ['loaded', {}, 'update, exists -> answered'],
      ['loaded', { mustExist: false }, 'update -> answered'],
      ['loaded', RAISE, 'update, as loaded: id n -> answered'],
      ['moved', {}, NEVER(ValidationError)],
      ['stale', {}, NEVER(InvalidStateError)],
      ['by key', {}, 'update -> none'],
      ['by key', EXIST, 'update, exists -> none'],
    ],
  },
  'update, with a version': {
    verb: 'update',
    type: Versioned,
    rows: [
      ['new', {}, 'update -> answered'],
      ['loaded', {}, 'update, as loaded: version -> answered'],
      ['loaded', NOT, 'update, exists -> answered'],
      ['moved', {}, 'update, as loaded: version id -> answered'],
      ['by key', {}, 'update -> none'],
    ],
  },
  'delete, without a version': {
    verb: 'delete',
    type: Plain,
    rows: [
      ['new', {}, 'delete -> deleted'],
      ['new', RAISE, 'nothing'],
      ['new', { ...RAISE, mustExist: true }, 'throws ItemNotFoundError'],
      ['new', EXIST, 'delete, exists -> deleted'],
      ['loaded', {}, 'delete -> deleted'],
      ['loaded', RAISE, 'delete, as loaded: id n -> deleted'],
      ['moved', {}, NEVER(ValidationError)],
      ['stale', {}, NEVER(InvalidStateError)],
      ['by key', {}, 'delete -> none'],
      ['by key', EXIST, 'delete, exists -> none'],
    ],
  },
  'delete, with a version': {
    verb: 'delete',
    type: Versioned,
    rows: [
      ['new', {}, 'nothing'],
      ['loaded', {}, 'delete, as loaded: version -> deleted'],
      ['loaded', NOT, 'delete -> deleted'],
      ['moved', {}, 'delete, as loaded: version id -> deleted'],
    ],
  },
};

describe('what is planned for', () => {
  for (const [title, { verb, type, rows }] of Object.entries(table)) {
    it(title, () => {
      const plans = rows.map(row => [...row.slice(0, 2), planned(verb, type, row)]);
      expect(plans).toEqual(rows.map(row => row.slice(0, 3)));
    });
  }
});

it('goes to the table of the call, whatever the class says', () => {
  for (const verb of ['save', 'update', 'delete'] as const) {
    const plan = planOf(write(verb, Plain, 'loaded', {}), NOW);
    expect(plan!.operation.tableName).toBe('things');
  }
});

it('changes nothing in memory', () => {
  const one = write('save', Versioned, 'new', {});
  planOf(one, { ...NOW, generated: { n: 7 } });
  expect(one.record).toEqual(Object.assign(new Versioned(), { id: 'a' }));
});

it('refuses a record that could not follow', () => {
  const frozen = write('save', Versioned, 'loaded', {});
  Object.freeze(frozen.record);
  expect(() => planOf(frozen, NOW)).toThrow(/frozen or sealed, so its "version"/);
  expect(() => planOf({ ...frozen, verb: 'update', input: { n: 3 } as never }, NOW)).toThrow(ValidationError);
  expect(planOf({ ...frozen, verb: 'delete' }, NOW)).toBeDefined();
});
