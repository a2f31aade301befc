import type { Codec } from '../codec/codec';
import type { Field } from '../codec/field';
import { keepRecordCodec, RecordCodec, recordCodecOf } from '../codec/record';
import { numberCodec } from '../codec/scalars';
import { allowing } from './allowed-values';
import { codecFor } from './attribute-codec';
import { checkAttribute, checkCounted, checkStoredNames } from './checks/attributes';
import { type AttributeDeclaration, associationsOf, declarationsOf } from './declarations';
import { type ConcreteClass, type EntityClass, isComputed } from './entity-class';
import { initialValues } from './initial-values';
import { hideInInspection } from './inspection';
import { timeCodec } from './lifecycle';
import { ruleOf } from './rules';

/** The declared attributes by property. A subclass may replace those of its parent. */
export function attributesOf(type: EntityClass): Map<string, AttributeDeclaration> {
  const attributes = new Map<string, AttributeDeclaration>();
  for (const declarations of declarationsOf(type)) {
    for (const attribute of declarations.attributes) attributes.set(attribute.property, attribute);
    for (const tenantKey of declarations.tenantKeys) {
      if (!attributes.has(tenantKey.property)) attributes.set(tenantKey.property, tenantKey);
    }
  }
  return attributes;
}

/** The codec of an entity class or a nested class. Nested classes may refer to each other, so their codecs are made when they are needed. */
export function recordOf(type: EntityClass): RecordCodec {
  let record = recordCodecOf(type);
  if (!record) {
    record = compileRecord(type);
    keepRecordCodec(type, record);
    try {
      for (const { codec } of record.fields) checkNested(codec);
    } catch (error) {
      keepRecordCodec(type, undefined);
      throw error;
    }
  }
  return record;
}

/** Compiles the nested classes of an attribute, so that their mistakes show when the class around them is first used. */
function checkNested(codec: Codec): void {
  const element = codec.element ?? (codec.members ? undefined : codec.member?.('')?.codec);
  if (element && element !== codec) checkNested(element);
  else void codec.members;
}

function compileRecord(type: EntityClass): RecordCodec {
  const initialValue = initialValues(type as ConcreteClass);
  const fields = [...attributesOf(type).values()].map(declaration => fieldOf(type, declaration, initialValue));
  checkStoredNames(type.name, fields);
  if (fields.some(({ hidden }) => hidden)) hideInInspection(type, fields);
  return new RecordCodec(
    type.name,
    fields,
    [],
    [],
    associationsOf(type).map(({ property }) => property),
  );
}

function fieldOf(
  type: EntityClass,
  declaration: AttributeDeclaration,
  initialValue: (declaration: AttributeDeclaration) => unknown,
): Field {
  checkAttribute(type.name, declaration);
  const { property, name = property, required = false } = declaration;
  const computed = isComputed(type, property);
  const rule = ruleOf(declaration);
  return Object.freeze({
    property,
    name,
    required,
    computed,
    hidden: declaration.hidden ?? false,
    expose: declaration.expose,
    codec: allowing(attributeCodec(type, declaration, computed, initialValue), declaration.enum),
    ...(rule && { rule }),
    ...(declaration.default !== undefined && { makeDefault: defaultMaker(declaration.default) }),
  });
}

function attributeCodec(
  type: EntityClass,
  declaration: AttributeDeclaration,
  computed: boolean,
  initialValue: (declaration: AttributeDeclaration) => unknown,
): Codec {
  // A getter computes from values that a fresh instance does not have.
  const initial = () => (computed ? undefined : initialValue(declaration));
  const codec = timeCodec(declaration) ?? codecFor(type.name, declaration, initial, recordOf);
  if (!declaration.version && !declaration.autoIncrement) return codec;
  checkCounted(`${type.name}.${declaration.property}`, declaration, codec);
  return numberCodec;
}

/** A default of its own for each instance: a list or map given as `default` is never shared. */
function defaultMaker(value: unknown): () => unknown {
  if (typeof value === 'function') return value as () => unknown;
  return typeof value === 'object' && value !== null ? () => structuredClone(value) : () => value;
}
