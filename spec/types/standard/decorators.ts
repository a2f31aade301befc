// Under standard decorators the compiler checks what a decorator is on.
import { ActiveRecord, AfterLoad, Attribute, BeforeSave, Index, PartitionKey, SortKey, Table, Version } from 'dynact';

class Address {
  @Attribute() city!: string;
}

@Index('byStatus', { partitionKey: 'status' })
@Table('right')
export class Right extends ActiveRecord {
  @PartitionKey() id!: string;
  @SortKey({ type: Number }) at!: number;
  @Attribute() status: 'open' | 'paid' = 'open';
  @Attribute({ type: Date }) openedAt?: Date;
  @Attribute({ type: Date, required: true }) closedAt!: Date | null;
  @Attribute({ type: 'epochSeconds' }) expires?: Date;
  @Attribute({ type: Address }) address?: Address;
  @Attribute({ type: () => Address }) other?: Address;
  @Attribute({ type: [Address] }) list: Address[] = [];
  @Attribute({ type: { map: Address } }) places: Record<string, Address> = {};
  @Attribute({ type: { map: Date } }) milestones: Record<string, Date> = {};
  @Attribute({ type: { map: 'stringSet' } }) labels: Record<string, Set<string>> = {};
  @Attribute({ type: { map: Set } }) marks: Record<string, Set<string>> = {};
  @Attribute({ type: 'bigintSet' }) ids?: Set<bigint>;
  @Attribute({ type: 'any' }) any?: unknown;
  @Attribute({ codec: { encode: (date: Date) => date.getTime(), decode: n => new Date(n as number) } }) coded?: Date;
  @Attribute() accessor label = '';
  @Version() version?: number;

  @Attribute()
  get computed(): string {
    return this.status;
  }

  @BeforeSave()
  check(): void {}

  @AfterLoad()
  async loaded(): Promise<void> {}
}

export class Wrong {
  // @ts-expect-error a version is a number
  @Version() version?: string;
  // @ts-expect-error a Date for a string
  @Attribute({ type: Date }) date?: string;
  // @ts-expect-error seconds are a Date in memory
  @Attribute({ type: 'epochSeconds' }) seconds?: number;
  // @ts-expect-error a number for a string
  @Attribute({ type: Number }) count?: string;
  // @ts-expect-error another class
  @Attribute({ type: Address }) address?: Date;
  // @ts-expect-error a list for one
  @Attribute({ type: [Address] }) single?: Address;
  // @ts-expect-error a codec of another type
  @Attribute({ codec: { encode: (date: Date) => date.getTime(), decode: n => n } }) coded?: string;
  // @ts-expect-error a number for a key that is text
  @PartitionKey({ type: String }) id!: number;
  // @ts-expect-error a static member
  @Attribute() static text = '';
  // @ts-expect-error a private member
  @Attribute() #text = '';
  // @ts-expect-error no method
  @BeforeSave() field = '';
  // @ts-expect-error no attribute
  @Attribute() method(): void {}

  show(): string {
    return this.#text;
  }
}
