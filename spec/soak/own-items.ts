import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type EntityClass, TransactWrite, transact } from 'dynact';
import type { Random } from '../support/random';
import type { Kept } from './entities';
import type { Network } from './network';
import { isStale } from './shared-items';
import { type Told, toldBy } from './told';

type Content = { value: string; last: string } | undefined;

interface Step {
  readonly name: string;
  /** What the item is to be; undefined: gone. */
  readonly content: Content;
  run(record: Kept): Promise<unknown>;
}

/**
 * One worker, alone at an item: after each call the item is what the call said, and memory is what the item is. What comes late or a second time is
 * the worker's own.
 */
export class OwnItem {
  readonly told: Record<Told, number> = { applied: 0, 'not applied': 0, unknown: 0 };
  readonly anomalies: string[] = [];
  private record: Kept;
  private before: Kept | undefined;
  private calls = 0;

  constructor(
    private readonly type: EntityClass<Kept> & { build(values: object): Kept },
    private readonly id: string,
    private readonly random: Random,
    private readonly network: Network,
    /** A client of the same backend, which meets no faults. */
    private readonly calm: DynamoDBClient,
  ) {
    this.record = type.build({ id });
  }

  async run(calls: number): Promise<void> {
    for (let i = 0; i < calls; i++) await this.call();
    await this.network.settled();
    const last = await this.stored();
    if (!isDeepStrictEqual(contentOf(last), contentOf(this.before)))
      this.wrong('the end', 'what came late changed the item');
  }

  private async call(): Promise<void> {
    const value = `${this.id}=${++this.calls}`;
    const step = this.before ? this.change({ value, last: value }) : this.creation({ value, last: value });
    // A creation that comes late is refused while the item is there; after a delete nothing tells it from a new one.
    if (!step.content) await this.network.settled();
    let told: Told = 'applied';
    let why = '';
    try {
      await step.run(this.record);
    } catch (error) {
      told = toldBy(error);
      why = (error as Error).name;
    }
    this.told[told]++;
    if (told === 'unknown') await this.network.settled();
    await this.compare(step, told, why);
  }

  private async compare(step: Step, told: Told, why: string): Promise<void> {
    const after = await this.stored();
    const isBefore = isDeepStrictEqual(after?.toObject(), this.before?.toObject());
    const isDone = isDeepStrictEqual(contentOf(after), step.content);
    if (told === 'applied' && !isDone) this.wrong(step.name, 'was applied, it said, and is not');
    if (told === 'not applied' && !isBefore) this.wrong(step.name, `was not applied, it said (${why}), and is`);
    if (told === 'unknown' && !isBefore && !isDone) this.wrong(step.name, 'left what is neither before nor after');
    if (told === 'applied' && !this.remembers(after)) this.wrong(step.name, 'left memory that is not what is stored');
    if (told !== 'applied' && this.before && this.record.isNew) this.wrong(step.name, 'failed and made the record new');
    this.before = after;
    if (told !== 'applied' || isStale(this.record))
      this.record = (await this.stored()) ?? this.type.build({ id: this.id });
    if (!after) this.record = this.type.build({ id: this.id });
  }

  private remembers(after: Kept | undefined): boolean {
    if (isStale(this.record)) return true;
    if (!after) return this.record.isNew;
    return !this.record.isNew && !this.record.isChanged && isDeepStrictEqual(this.record.toObject(), after.toObject());
  }

  private creation(content: { value: string; last: string }): Step {
    const options = { client: this.network.client, raiseOnConflict: true };
    return this.oneOf(content, {
      save: record => Object.assign(record, content).save(options),
      'save once': record => Object.assign(record, content).save({ ...options, idempotent: true }),
      'tx.create': record => transact(tx => tx.create(Object.assign(record, content)), { client: this.network.client }),
    });
  }

  private change(content: { value: string; last: string }): Step {
    const { client } = this.network;
    const options = { client, raiseOnConflict: true };
    const once = { ...options, idempotent: true };
    if (this.random() < 0.25) {
      return this.oneOf(undefined, {
        delete: record => record.delete(options),
        'delete once': record => record.delete(once),
        'tx.delete': record => transact(tx => tx.delete(record), { client }),
      });
    }
    return this.oneOf(content, {
      save: record => Object.assign(record, content).save(options),
      'save once': record => Object.assign(record, content).save(once),
      'save over': record => Object.assign(record, content).save({ ...options, raiseOnConflict: false }),
      update: record => record.update(content, options),
      'update once': record => record.update(content, once),
      'tx.save': record =>
        transact(tx => tx.save(Object.assign(record, content), { raiseOnConflict: true }), { client }),
      'tx.update': record => transact(tx => tx.update(record, content, { raiseOnConflict: true }), { client }),
      TransactWrite: record => {
        const tx = new TransactWrite({ client });
        tx.save(Object.assign(record, content), { raiseOnConflict: true });
        return tx.commit();
      },
    });
  }

  private oneOf(content: Content, ways: Record<string, Step['run']>): Step {
    const names = Object.keys(ways);
    const name = names[Math.floor(this.random() * names.length)]!;
    return { name: `${this.type.name} ${name}`, content, run: ways[name]! };
  }

  private stored(): Promise<Kept | undefined> {
    const { type, id, calm } = this;
    return (type as unknown as typeof import('./entities').Plain).get({ id }, { client: calm, consistentRead: true });
  }

  private wrong(name: string, what: string): void {
    this.anomalies.push(`${this.id}, call ${this.calls}: ${name} ${what}`);
  }
}

const contentOf = (record: Kept | undefined): Content => record && { value: record.value, last: record.last };
