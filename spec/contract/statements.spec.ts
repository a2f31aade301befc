import type { ExecuteStatementCommandInput } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  AfterLoad,
  Attribute,
  ConfigurationError,
  executeStatement,
  PartitionKey,
  repository,
  SortKey,
  setDefaultClient,
  statementPages,
  Table,
  TableNotFoundError,
  tableDefinition,
  ValidationError,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

@Table(uniqueTable('statement-notes'))
class Note extends ActiveRecord {
  @PartitionKey() owner!: string;
  @SortKey({ type: Number }) number!: number;
  @Attribute({ type: Date, name: 'written_at' }) writtenAt?: Date;
  @Attribute() tags: Set<string> = new Set();
  @Attribute() body?: string;

  loads = 0;

  @AfterLoad() count() {
    this.loads++;
  }
}

@Table(uniqueTable('statement-counted'))
class Counted extends ActiveRecord {
  @PartitionKey({ autoIncrement: true }) id?: number;
  @Attribute() name!: string;
}

const table = `"${tableDefinition(Note).TableName}"`;
const date = new Date(Date.UTC(2026, 1, 3));

describeEachBackend('Statements', backend => {
  const db = useTables(backend, Note, Counted);
  const inputs = () => db.sent.map(({ input }) => input as unknown as ExecuteStatementCommandInput);

  beforeAll(async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      await Note.build({
        owner: 'jo',
        number,
        writtenAt: date,
        tags: new Set(['a', `t${number}`]),
        body: `body ${number}`,
      }).save();
    }
    await db.write(Note, { owner: { S: 'al' }, number: { N: '1' }, legacy: { BOOL: true } });
  });

  describe('of a class', () => {
    it('give records', async () => {
      const notes = await Note.executeStatement(`SELECT * FROM ${table} WHERE owner = ? AND number > ?`, ['jo', 3]);
      expect(notes.map(({ number }) => number)).toEqual([4, 5]);
      expect(notes[0]).toBeInstanceOf(Note);
      expect(notes[0]).toMatchObject({
        writtenAt: date,
        tags: new Set(['a', 't4']),
        isNew: false,
        isChanged: false,
        loads: 1,
      });
      expect(inputs()[0]).toEqual({
        Statement: expect.any(String),
        Parameters: [{ S: 'jo' }, { N: '3' }],
      });
    });

    it('give records that can be saved, with attributes that the class does not declare', async () => {
      const [note] = await repository(Note).executeStatement(`SELECT * FROM ${table} WHERE owner = 'al'`);
      note!.body = 'new';
      await note!.save();
      expect(await db.stored(Note, { owner: { S: 'al' }, number: { N: '1' } })).toMatchObject({
        legacy: { BOOL: true },
        body: { S: 'new' },
      });
    });

    it('run hooks, or leave them out', async () => {
      const [note] = await Note.executeStatement(`SELECT * FROM ${table} WHERE owner = 'al'`, [], { skipHooks: true });
      expect(note!.loads).toBe(0);
    });

    it('are read page by page to their end', async () => {
      const notes = await Note.executeStatement(`SELECT * FROM ${table} WHERE owner = ?`, ['jo'], {
        pageSize: 2,
        consistentRead: true,
      });
      expect(notes.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
      expect(db.sent.length).toBeGreaterThanOrEqual(3);
      expect(inputs()[1]).toMatchObject({ Limit: 2, ConsistentRead: true, NextToken: expect.any(String) });
    });

    it('return the results of a write', async () => {
      const [note] = await Note.executeStatement(
        `UPDATE ${table} SET body = ? WHERE owner = 'jo' AND number = 1 RETURNING ALL NEW *`,
        ['changed'],
      );
      expect(note).toMatchObject({ owner: 'jo', number: 1, body: 'changed', tags: new Set(['a', 't1']) });
      expect(
        await Note.executeStatement(`UPDATE ${table} SET body = ? WHERE owner = 'jo' AND number = 1`, ['body 1']),
      ).toEqual([]);
    });

    it('hide the counter of an auto-increment class', async () => {
      for (const name of ['a', 'b']) await Counted.create({ name });
      const all = await Counted.executeStatement(`SELECT * FROM "${tableDefinition(Counted).TableName}"`);
      expect(all.map(({ name }) => name).sort()).toStrictEqual(['a', 'b']);
    });

    it.each(['SELECT body FROM', ' select  owner, number from', 'SELECT\nnumber FROM'])(
      'refuse half a record: %s',
      async select => {
        const { message } = await failure(Note.executeStatement(`${select} ${table}`), ValidationError);
        expect(message).toBe(
          'Note.executeStatement makes records of whole items: SELECT *, or use executeStatement() for plain objects',
        );
        expect(db.sent).toEqual([]);
        expect(await Note.executeStatement(`  select   *\n FROM ${table} WHERE owner = 'jo'`)).toHaveLength(5);
      },
    );

    it('refuse items without their keys', async () => {
      const update = `UPDATE ${table} SET body = 'body 2' WHERE owner = 'jo' AND number = 2 RETURNING MODIFIED NEW *`;
      expect((await failure(Note.executeStatement(update), ValidationError)).message).toMatch(
        /got an item without its key/,
      );
    });
  });

  describe('without a class', () => {
    it('return plain objects, under their stored names', async () => {
      const [first, second] = await executeStatement(`SELECT * FROM ${table} WHERE owner = ? AND number <= 2`, ['jo']);
      expect(first).toEqual({
        owner: 'jo',
        number: 1,
        written_at: '2026-02-03T00:00:00.000Z',
        tags: new Set(['a', 't1']),
        body: 'body 1',
      });
      expect(Object.getPrototypeOf(second)).toBe(Object.prototype);
      expect(await executeStatement(`SELECT body FROM ${table} WHERE owner = 'jo' AND number = 5`)).toEqual([
        { body: 'body 5' },
      ]);
    });

    it('give pages', async () => {
      const pages: number[][] = [];
      for await (const page of statementPages(`SELECT number FROM ${table} WHERE owner = ?`, ['jo'], { pageSize: 2 })) {
        pages.push(page.map(({ number }) => number as number));
      }
      expect(pages.slice(0, 3)).toEqual([[1, 2], [3, 4], [5]]);
      db.sent.length = 0;
      for await (const _page of statementPages(`SELECT number FROM ${table} WHERE owner = ?`, ['jo'], { pageSize: 2 }))
        break;
      expect(db.sent).toHaveLength(1);
    });

    it('write', async () => {
      const key = { owner: { S: 'new' }, number: { N: '1' } };
      await executeStatement(`INSERT INTO ${table} VALUE {'owner': ?, 'number': ?, 'tags': ?, 'body': ?}`, [
        'new',
        1,
        new Set(['x']),
        null,
      ]);
      expect(await db.stored(Note, key)).toEqual({ ...key, tags: { SS: ['x'] }, body: { NULL: true } });
      await executeStatement(`DELETE FROM ${table} WHERE owner = ? AND number = ?`, ['new', 1]);
      expect(await db.stored(Note, key)).toBeUndefined();
    });

    it('send no parameters if none are given', async () => {
      await executeStatement(`SELECT * FROM ${table} WHERE owner = 'nobody'`);
      expect(inputs()).toEqual([{ Statement: `SELECT * FROM ${table} WHERE owner = 'nobody'` }]);
    });

    it.each([undefined, Number.NaN, () => 1, Symbol('x')])(
      'refuse a parameter that cannot be stored: %p',
      async value => {
        const { message } = await failure(
          executeStatement(`SELECT * FROM ${table} WHERE owner = ?`, ['jo', value]),
          ValidationError,
        );
        expect(message).toMatch(/^executeStatement parameters\[1\]: /);
        expect(db.sent).toEqual([]);
      },
    );

    it('use the given client, or report that there is none', async () => {
      setDefaultClient(undefined);
      expect((await failure(executeStatement(`SELECT * FROM ${table}`), ConfigurationError)).message).toMatch(
        /^executeStatement has no client/,
      );
      expect(
        await executeStatement(`SELECT * FROM ${table} WHERE owner = 'jo'`, [], { client: db.client }),
      ).toHaveLength(5);
    });

    it('fail with the errors of DynamoDB', async () => {
      const other = 'SELECT * FROM "no-such-table"';
      expect((await failure(executeStatement('SELECT nonsense'), Error)).name).toBe('ValidationException');
      const missing = /^The table of the statement does not exist/;
      for (const call of [() => executeStatement(other), () => Note.executeStatement(other)]) {
        expect((await failure(call, TableNotFoundError)).message).toMatch(missing);
      }
      const signal = AbortSignal.abort();
      expect((await failure(executeStatement(`SELECT * FROM ${table}`, [], { signal }), Error)).name).toBe(
        'AbortError',
      );
    });
  });
});
