import { readItem } from '../../client/requests';
import type { Target } from '../../client/target';
import { liveItem } from '../../entity/expiry';
import { OWNER_ATTRIBUTE } from '../../entity/reservation-key';
import { TENANTS } from '../../entity/tenant';
import { ValidationError } from '../../errors/usage-errors';
import { type LoadOptions, load } from '../../load/load';
import type { EntityMetadata } from '../../metadata/entity-metadata';
import type { UniqueAttribute } from '../../metadata/unique';
import { attributeOf, type Item } from '../../wire/attribute-value';
import { reservationKeyOf, reservationsOf } from './reservation';

/**
 * The record that has a unique value, through its reservation: two consistent reads.
 *
 * @returns undefined where no record has it
 */
export async function findByUnique<T extends object>(
  target: Target,
  values: Readonly<Record<string, unknown>>,
  options: LoadOptions,
): Promise<T | undefined> {
  const { metadata } = target;
  const unique = uniqueNamed(metadata, values);
  TENANTS.of(metadata)?.checkTenant(metadata, values);
  const key = reservationKeyOf(metadata, unique, values);
  if (!key) throw needs(metadata, unique);
  const owner = await ownerOf(target, key);
  const item = owner && (await readItem(target, owner, true));
  // Another record may have got the value between the two reads, or the record was deleted without its reservation.
  const isOwner = item && [...reservationsOf(metadata, owner, item).values()].some(one => sameKeyText(one.key, key));
  return isOwner ? load<T>(target, item, options) : undefined;
}

async function ownerOf(target: Target, key: Item): Promise<Item | undefined> {
  const reservation = liveItem(target.metadata, await readItem(target, key, true), Date.now());
  const owner = reservation && attributeOf(reservation, OWNER_ATTRIBUTE);
  return owner && 'M' in owner ? owner.M : undefined;
}

function sameKeyText(a: Item, b: Item): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The unique attribute whose value and scope are given, and nothing else. */
function uniqueNamed(metadata: EntityMetadata, values: unknown): UniqueAttribute {
  const given = typeof values === 'object' && values !== null ? Object.keys(values) : [];
  const [named, ...others] = metadata.unique.filter(({ attribute }) => given.includes(attribute.property));
  if (!named || others.length > 0) {
    const known = metadata.unique.map(({ attribute }) => attribute.property).join(', ');
    throw ValidationError.misuse(
      `${metadata.className}: findBy takes a unique attribute${known ? ` (${known})` : ', and the class has none'}: use get(), a query or an index for others`,
    );
  }
  const properties = [named.attribute, ...named.scope].map(({ property }) => property);
  if (given.length === properties.length && properties.every(property => given.includes(property))) return named;
  throw needs(metadata, named);
}

function needs({ className }: EntityMetadata, { attribute, scope }: UniqueAttribute): ValidationError {
  const properties = [attribute, ...scope].map(({ property }) => property);
  return ValidationError.misuse(
    `${className}: findBy needs { ${properties.join(', ')} }, each with a value, and nothing else`,
  );
}
