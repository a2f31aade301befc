import { ActiveRecord, Attribute, PartitionKey, Table, Version } from 'dynact';
import { uniqueTable } from '../support/backends';

/** What the histories write: values that nothing else writes, twice in an item, so that half a write shows. */
export interface Kept extends ActiveRecord {
  id: string;
  value: string;
  last: string;
}

@Table(uniqueTable('soak-plain'))
export class Plain extends ActiveRecord implements Kept {
  @PartitionKey() id!: string;
  @Attribute() value!: string;
  @Attribute() last!: string;
}

@Table(uniqueTable('soak-timed'))
export class Timed extends ActiveRecord implements Kept {
  @PartitionKey() id!: string;
  @Attribute() value!: string;
  @Attribute() last!: string;
  @Version({ start: 'time' }) version?: number;
}

/** 180 attributes: more than a condition can compare. */
@Table(uniqueTable('soak-wide'))
export class Wide extends ActiveRecord implements Kept {
  @PartitionKey() id!: string;
  @Attribute() value!: string;
  @Version({ start: 'time' }) version?: number;
  @Attribute() last!: string;
}

const NARROW = 4;
for (let i = NARROW; i < 180; i++) {
  const name = `a${i}`;
  Attribute({ type: String, default: name })(Wide.prototype as never, name as never);
}

/** Times the docs' purse by each way that they offer. */
@Table(uniqueTable('soak-purse'))
export class Purse extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
}

@Table({ name: uniqueTable('soak-tokened'), writeToken: true })
export class TokenedPurse extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() balance = 0;
  @Version({ start: 'time' }) version?: number;
}

export const KINDS = [Plain, Timed, Wide] as const;

export type Kind = (typeof KINDS)[number];
