import { Attribute, and, attributes, not, or, PartitionKey, Table } from 'dynact';

@Table('things')
class Thing {
  @PartitionKey() id!: string;
  @Attribute() n?: number;
}

const a = attributes(Thing);

describe('conditions', () => {
  it('are left as they are by what is made of them', () => {
    const first = a.id.eq('x');
    const before = structuredClone(first.node);
    first.and(a.n.gt(1));
    first.or(a.n.gt(1));
    first.not();
    expect(first.node).toEqual(before);
  });

  it('of one part are that part', () => {
    const part = a.id.exists();
    expect(and(part).node).toBe(part.node);
    expect(or(undefined, part, false).node).toBe(part.node);
    expect(and(or(), part, and()).node).toBe(part.node);
  });

  it('of nothing are nothing, whatever is made of them', () => {
    expect(not(and()).node).toEqual(and().node);
    expect(and(or(), not(or())).node).toEqual(and().node);
  });
});

describe('references', () => {
  it('are made once', () => {
    expect(attributes(Thing)).toBe(a);
    expect(a.n).toBe(a.n);
  });

  it('cannot be changed', () => {
    expect(() => {
      (a as { n: unknown }).n = 1;
    }).toThrow(/^An assignment to "n" updates nothing/);
  });

  it('may be logged, awaited and serialized without harm', async () => {
    expect(await Promise.resolve(a)).toBe(a);
    expect(() => JSON.stringify(a)).not.toThrow();
    expect(`${typeof a}`).toBe('object');
  });
});
