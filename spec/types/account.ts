import { ActiveRecord, Attribute, PartitionKey, Table, Version } from 'dynact';

export class Address {
  @Attribute() street!: string;
  @Attribute() city!: string;
}

@Table('accounts')
export class Account extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() owner!: string;
  @Attribute() balance = 0;
  @Attribute() creditLimit?: number;
  @Attribute() points?: bigint;
  @Attribute() status: 'active' | 'closed' = 'active';
  @Attribute() verified = false;
  @Attribute() tags: string[] = [];
  @Attribute() roles: Set<string> = new Set();
  @Attribute() address?: Address;
  @Attribute() history: Address[] = [];
  @Attribute() openedAt?: Date;
  @Attribute() photo?: Uint8Array;
  @Attribute() settings: Record<string, number> = {};
  @Version() version?: number;

  get isRich(): boolean {
    return this.balance > 1_000_000;
  }

  rename(owner: string): void {
    this.owner = owner;
  }
}
