import { ActiveRecord, Attribute, PartitionKey, Table, ValidationError } from 'dynact';
import { describeEachBackend, uniqueTable } from '../support/backends';
import { failure, useTables } from './harness';

class Channel {
  @Attribute() name!: string;
}

class Email extends Channel {
  @Attribute() address!: string;
}

class Loud extends Channel {
  shout(): string {
    return this.name.toUpperCase();
  }
}

@Table(uniqueTable('subscribers'))
class Subscriber extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ type: Channel }) main?: Channel;
  @Attribute({ type: [Channel] }) channels: Channel[] = [];
}

const make = <C extends Channel>(channel: C, values: Partial<C>): C => Object.assign(channel, values);

describeEachBackend('an instance of a subclass in an attribute of the base class', backend => {
  useTables(backend, Subscriber);

  const email = make(new Email(), { name: 'work', address: 'j@x.io' });

  it('is refused by every write if it has more attributes, and nothing is sent', async () => {
    const stored = await Subscriber.create({ id: 's1' });
    const attempts = [
      () => Subscriber.build({ id: 's2', main: email }).save(),
      () => Subscriber.build({ id: 's2', channels: [email] }).save(),
      () => stored.update({ main: email }),
      () => stored.update(s => [s.channels.append([email])]),
      () => Subscriber.updateByKey({ id: 's1' }, s => [s.main.set(email)]),
      () => stored.delete({ condition: s => s.main.eq(email) }),
    ];
    for (const attempt of attempts) {
      const error = await failure(attempt(), ValidationError);
      expect(error.message).toMatch(/expected a Channel itself, got an Email, whose own attributes would be lost/);
    }
    expect(await Subscriber.get({ id: 's2' })).toBeUndefined();
    expect((await Subscriber.getOrFail({ id: 's1' })).main).toBeUndefined();
  });

  it('is stored if it has no more attributes', async () => {
    await Subscriber.create({ id: 's3', main: make(new Loud(), { name: 'work' }) });
    expect((await Subscriber.getOrFail({ id: 's3' })).main).toEqual(make(new Channel(), { name: 'work' }));
  });
});
