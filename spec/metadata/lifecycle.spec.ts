import { PartitionKey, repository, Table, UpdatedAt } from 'dynact';

describe('a time', () => {
  // What the compiler says of it; standard decorators say nothing.
  it('that is declared as another type is refused', () => {
    @Table('wrong')
    class Wrong {
      @PartitionKey() id!: string;
      @UpdatedAt() at!: number;
    }
    expect(() => repository(Wrong).build()).toThrow('Wrong.at is @UpdatedAt, so it must be a Date');
  });
});
