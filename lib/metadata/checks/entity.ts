import { ConfigurationError } from '../../errors/usage-errors';
import type { AttributeMetadata } from '../attribute-metadata';
import type { AttributeDeclaration, TableDeclaration, TimeRole } from '../declarations';
import { checkGenerate, TIME_DECORATORS } from './attributes';

/** The stored attribute of write tokens, for classes with `writeToken`. */
export const WRITE_TOKEN = 'writeToken';

interface Entity {
  readonly className: string;
  readonly table: TableDeclaration;
  readonly declared: ReadonlyMap<string, AttributeDeclaration>;
  readonly attributes: readonly AttributeMetadata[];
  /** The properties with `@TenantKey`. */
  readonly tenantKeys: readonly string[];
}

/** Checks how the attributes of an entity class go together, before its keys are compiled. */
export function checkEntity(entity: Entity): void {
  const { className, table, declared, attributes, tenantKeys } = entity;
  checkRoles(entity);
  for (const declaration of declared.values()) {
    if (declaration.generate !== undefined) checkGenerate(className, declaration);
  }
  for (const attribute of attributes) checkUnique(entity, attribute);
  const taken = table.writeToken && attributes.find(({ name }) => name === WRITE_TOKEN);
  if (taken) {
    throw new ConfigurationError(
      `${className}.${taken.property} is stored as "${WRITE_TOKEN}", where \`writeToken: true\` stores its tokens: give it another \`name\``,
    );
  }
  atMostOne(className, '@TenantKey', tenantKeys);
}

/** A class has at most one of each of these. */
function checkRoles({ className, declared, attributes }: Entity): void {
  const check = (decorator: string, has: (attribute: AttributeMetadata) => boolean) => {
    atMostOne(
      className,
      decorator,
      attributes.filter(has).map(({ property }) => property),
    );
  };
  check('@PartitionKey', ({ key }) => key === 'partition');
  check('@SortKey', ({ key }) => key === 'sort');
  check('@Version', ({ version }) => version);
  for (const [role, decorator] of Object.entries(TIME_DECORATORS)) {
    check(decorator, ({ property }) => declared.get(property)!.time === (role as TimeRole));
  }
}

function atMostOne(className: string, decorator: string, properties: readonly string[]): void {
  if (properties.length <= 1) return;
  throw new ConfigurationError(`${className} has more than one ${decorator}: ${properties.join(', ')}`);
}

const COMPARABLE = new Set<string | undefined>(['S', 'N', 'B', undefined]);

function checkUnique({ className, declared, attributes }: Entity, attribute: AttributeMetadata): void {
  const { unique } = declared.get(attribute.property)!;
  if (!unique) return;
  const label = `${className}.${attribute.property}`;
  if (!COMPARABLE.has(attribute.codec.storedType)) {
    throw new ConfigurationError(`${label} cannot be unique: only strings, numbers, dates and binary can`);
  }
  const others = new Set(attributes.filter(other => other !== attribute).map(({ property }) => property));
  const stranger = unique !== true && unique.scope?.find(property => !others.has(property));
  if (typeof stranger === 'string') {
    throw new ConfigurationError(
      `${label}: the scope of a unique attribute names another attribute of the class, and "${stranger}" is none`,
    );
  }
}
