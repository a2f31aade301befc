import { type QueryCommandInput, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ActiveRecord,
  Attribute,
  batchWrite,
  DeletedAt,
  Index,
  PartitionKey,
  SortKey,
  Table,
  tableDefinition,
} from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { useTables } from './harness';

/** `byId` is inverted: it goes by what a reservation has, too. */
@Index('byCity', { partitionKey: 'city', sortKey: 'id' })
@Index('byId', { partitionKey: 'id', sortKey: 'club' })
@Table(uniqueTable('limited-members'))
class Member extends ActiveRecord {
  @PartitionKey({ type: String }) club!: string;
  @SortKey({ type: String }) id!: string;
  @Attribute({ type: String }) city = 'Ulm';
  @Attribute({ type: String, unique: true }) email?: string;
}

@Table(uniqueTable('limited-notes'))
class Note extends ActiveRecord {
  @PartitionKey({ type: String }) user!: string;
  @SortKey({ type: Number }) number!: number;
  @DeletedAt({ type: 'date' }) deletedAt?: Date;
}

describeEachBackend('a limit', backend => {
  const db = useTables(backend, Member, Note);
  const queries = () => db.sent.map(({ input }) => input as unknown as QueryCommandInput);
  const limits = () => queries().map(({ Limit }) => Limit);

  describe('of a class with unique attributes', () => {
    beforeAll(async () => {
      for (let i = 0; i < 9; i++) await Member.create({ club: 'c', id: `m${i}`, email: `e${i}` });
    });

    it.each([
      ['a partition', () => Member.query({ club: 'c' })],
      ['the partition of an index', () => Member.query({ city: 'Ulm' }).index('byCity')],
      ['the whole key', () => Member.query({ club: 'c', id: 'm1' })],
    ])('is what one request looks at, with no filter for reservations, in a query of %s', async (_, query) => {
      expect(await query().first()).toBeInstanceOf(Member);
      expect(queries()).toMatchObject([{ Limit: 1 }]);
      expect(queries()[0]).not.toHaveProperty('FilterExpression');
    });

    it('shows no reservation, where a query could find one', async () => {
      expect(await Member.query({ id: 'unique#' }).index('byId').all()).toEqual([]);
      expect(queries()[0]!.FilterExpression).toBeDefined();
      expect(await Member.query({ id: 'unique#' }).index('byId').count()).toBe(0);
      expect(await Member.scan().count()).toBe(9);
    });

    it('shows no reservation by its key', async () => {
      const { TableName } = tableDefinition(Member);
      const { Items = [] } = await db.client.send(new ScanCommand({ TableName }));
      const club = Items.find(({ uniqueOwner }) => uniqueOwner)!.club!.S!;
      expect(await Member.query({ club }).all()).toEqual([]);
      expect(await Member.query({ club }).count()).toBe(0);
    });
  });

  describe('where items are left out', () => {
    beforeAll(async () => {
      const notes = Array.from({ length: 40 }, (_, number) => Note.build({ user: 'u', number }));
      for (const note of notes.slice(0, 30)) note.deletedAt = new Date();
      await batchWrite(notes);
    });

    it('looks further with each request', async () => {
      const page = await Note.query({ user: 'u' }).limit(2).page();
      expect(page.items.map(({ number }) => number)).toEqual([30, 31]);
      expect(limits()).toEqual([2, 8, 32]);
      const next = await Note.query({ user: 'u' }).limit(2).page({ cursor: page.cursor! });
      expect(next.items.map(({ number }) => number)).toEqual([32, 33]);
      expect(limits()).toEqual([2, 8, 32, 2]);
    });

    it('looks no further than a page, and counts no more than it says', async () => {
      expect((await Note.query({ user: 'u' }).limit(2).pageSize(5).all()).map(({ number }) => number)).toEqual([
        30, 31,
      ]);
      expect(limits()).toEqual([2, 5, 5, 5, 5, 5, 5]);
      db.sent.length = 0;
      expect(await Note.query({ user: 'u' }).limit(4).count()).toBe(4);
      expect(limits()).toEqual([4, 16, 64]);
    });

    it('goes on as asked for where nothing is left out', async () => {
      expect(await Note.query({ user: 'u' }).withDeleted().limit(3).all()).toHaveLength(3);
      expect(limits()).toEqual([3]);
    });

    it('is not sent with a filter of the caller', async () => {
      expect(
        await Note.query({ user: 'u' })
          .filter(n => n.deletedAt.notExists())
          .limit(3)
          .all(),
      ).toHaveLength(3);
      expect(limits()).toEqual([undefined]);
    });
  });
});
