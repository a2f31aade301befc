// A bin: what is deleted is hidden, and can be restored. Its unique name is free at once.
import { ActiveRecord, Attribute, DeletedAt, PartitionKey, Table, UniqueError } from 'dynact';
import { sampleTable } from './support/backend';
import { sample, start } from './support/sample';

@Table(sampleTable('documents'))
class Document extends ActiveRecord {
  @PartitionKey() id!: string;
  @Attribute({ unique: true }) name!: string;
  @DeletedAt() deletedAt?: Date;
}

async function restore(id: string): Promise<string> {
  const document = await Document.getOrFail({ id }, { withDeleted: true });
  try {
    await document.restore();
    return 'restored';
  } catch (error) {
    if (!(error instanceof UniqueError)) throw error;
    return 'name taken';
  }
}

export const main = sample([Document], async () => {
  const plan = await Document.create({ id: 'd1', name: 'plan' });
  await plan.softDelete();
  const hidden = await Document.get({ id: 'd1' });
  const inTheBin = (await Document.scan().withDeleted().all()).map(({ id }) => id);

  const second = await Document.create({ id: 'd2', name: 'plan' });
  const whileTaken = await restore('d1');
  await second.delete();
  const onceFree = await restore('d1');

  return { hidden, inTheBin, whileTaken, onceFree, found: (await Document.findBy({ name: 'plan' }))?.id };
});

void start(module, main);
