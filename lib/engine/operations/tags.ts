import { type Database, tableName } from '../database/database';
import { Constraints } from '../protocol/constraints';
import { notFoundError, validationError } from '../protocol/service-error';
import { list, string, structure } from '../protocol/shapes';
import { type Tag, tags } from '../tables/requests';
import { checkResourceArn } from '../tables/resource-arn';
import type { Table } from '../tables/table';
import { checkTagCount, checkTagKeys, checkTags } from '../tables/tags';
import { operation } from './operation';

interface TagResourceRequest {
  readonly ResourceArn?: string;
  readonly Tags?: readonly Tag[];
}

interface UntagResourceRequest {
  readonly ResourceArn?: string;
  readonly TagKeys?: readonly string[];
}

const tagShape = structure('TagResourceInput', { ResourceArn: string, Tags: tags });
const untagShape = structure('UntagResourceInput', { ResourceArn: string, TagKeys: list(string) });
const listShape = structure('ListTagsOfResourceInput', { ResourceArn: string, NextToken: string });

export const tagResource = operation<TagResourceRequest>('TagResource', tagShape, (database, { ResourceArn, Tags }) => {
  requireArn(ResourceArn);
  requireMember('tags', Tags);
  checkResourceArn(ResourceArn, database.location);
  if (Tags.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
  checkTags(Tags);
  const table = taggedTable(database, ResourceArn);
  const merged = new Map([...table.settings.tags, ...Tags].map(({ Key, Value }) => [Key, Value]));
  checkTagCount(merged.size);
  table.settings = { ...table.settings, tags: [...merged].map(([Key, Value]) => ({ Key, Value })) };
  return undefined;
});

export const untagResource = operation<UntagResourceRequest>(
  'UntagResource',
  untagShape,
  (database, { ResourceArn, TagKeys }) => {
    requireArn(ResourceArn);
    requireMember('tagKeys', TagKeys);
    checkResourceArn(ResourceArn, database.location);
    if (TagKeys.length === 0) throw validationError('Atleast one Tag Key needs to be provided as Input.');
    checkTagKeys(TagKeys);
    const table = taggedTable(database, ResourceArn);
    const kept = table.settings.tags.filter(({ Key }) => !TagKeys.includes(Key));
    table.settings = { ...table.settings, tags: kept };
    return undefined;
  },
);

export const listTagsOfResource = operation<{ ResourceArn?: string }>(
  'ListTagsOfResource',
  listShape,
  (database, { ResourceArn }) => {
    requireArn(ResourceArn);
    checkResourceArn(ResourceArn, database.location);
    return { Tags: taggedTable(database, ResourceArn).settings.tags };
  },
);

function requireMember<T>(name: string, value: T | undefined): asserts value is T {
  new Constraints().required(name, value).check();
}

function requireArn(arn: string | undefined): asserts arn is string {
  if (arn === undefined || arn === '') throw validationError('Invalid TableArn');
}

/** The table of that ARN; streams have no tags. */
function taggedTable({ tables }: Database, arn: string): Table {
  const table = tables.get(tableName(arn));
  if (!table) throw notFoundError(`Requested resource not found: ResourceArn: ${arn} not found`);
  return table;
}
