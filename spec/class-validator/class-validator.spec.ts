import { Type } from 'class-transformer';
import { IsDefined, IsEmail, IsInt, IsOptional, MaxLength, Min, ValidateNested } from 'class-validator';
import { ActiveRecord, Attribute, configure, PartitionKey, Table, ValidationError } from 'dynact';
import { classValidator } from 'dynact/class-validator';
import { useMemoryBackend } from 'dynact/testing';
import { expectHidden, failure } from '../contract/harness';

class Address {
  @Attribute() @MaxLength(5) zip!: string;
}

@Table('members')
class Member extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute() @IsDefined() @IsEmail() email!: string;
  @Attribute({ type: Number }) @IsInt() @Min(0, { message: '$value is too low' }) age = 0;
  @Attribute() @IsOptional() @ValidateNested() @Type(() => Address) address?: Address;
  @Attribute({ type: [Address] }) @IsOptional() @ValidateNested({ each: true }) former?: Address[];
}

@Table('plain')
class Plain extends ActiveRecord {
  @PartitionKey() id!: string;
}

const address = (zip: string) => Object.assign(new Address(), { zip });

describe('classValidator', () => {
  const db = useMemoryBackend({ classes: [Member, Plain] });
  beforeEach(() => configure({ validate: classValidator() }));
  afterEach(() => configure({ validate: undefined }));
  const good = { id: 'm', email: 'jo@example.com' };

  it('checks by the decorators, nested ones too, and shows no value', async () => {
    await Member.create({ ...good, address: address('1'), former: [address('2')] });
    const bad = {
      id: 'x',
      email: 'secret',
      age: -4711,
      address: address('secret'),
      former: [address('1'), address('secret')],
    };
    const error = await failure(Member.create(bad), ValidationError);
    expect(error.issues.map(({ path }) => path)).toEqual([
      ['email'],
      ['age'],
      ['address', 'zip'],
      ['former', 1, 'zip'],
    ]);
    expect(error.issues[0]!.message).toBe('email must be an email');
    expectHidden(error, 'secret', '4711');
    expect(db.items('members')).toHaveLength(1);
  });

  it('checks updates: of a record as it will be, by key what is set', async () => {
    const member = await Member.create(good);
    expect((await failure(member.update({ age: -1 }), ValidationError)).issues).toHaveLength(1);
    await member.update({ age: 1 });
    expect((await failure(Member.updateByKey({ id: 'm' }, { age: -1 }), ValidationError)).issues).toHaveLength(1);
    await Member.updateByKey({ id: 'm' }, { age: 5 });
  });

  it('leaves classes without its decorators alone, and takes its options', async () => {
    await Plain.create({ id: 'p' });
    configure({ validate: classValidator({ stopAtFirstError: true, groups: ['none'] }) });
    await Member.create({ ...good, email: 'x' });
  });

  it('is asked by validate()', async () => {
    await Member.build(good).validate();
    await failure(Member.build({ ...good, email: 'x' }).validate(), ValidationError);
  });
});
