import { tableName } from '../database';
import { operation } from '../operation';
import { modelError, notFoundError, validationError } from '../service-error';
import { type Tag, tags } from '../tables/requests';
import { checkTagCount, checkTags } from '../tables/tags';
import { list, string, structure } from '../validation/shapes';

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

export const tagResource = operation<TagResourceRequest>(
  'TagResource',
  tagShape,
  (database, { ResourceArn, Tags = [] }) => {
    checkArn(ResourceArn);
    if (Tags.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
    checkTags(Tags);
    const table = database.tables.get(tableName(ResourceArn));
    if (!table) throw notFoundError(`Requested resource not found: ResourcArn: ${ResourceArn} not found`);
    const merged = new Map([...table.settings.tags, ...Tags].map(({ Key, Value }) => [Key, Value]));
    checkTagCount(merged.size);
    table.settings = { ...table.settings, tags: [...merged].map(([Key, Value]) => ({ Key, Value })) };
    return {};
  },
);

export const untagResource = operation<UntagResourceRequest>(
  'UntagResource',
  untagShape,
  (database, { ResourceArn, TagKeys = [] }) => {
    checkArn(ResourceArn);
    if (TagKeys.length === 0) throw validationError('Atleast one Tag Key needs to be provided as Input.');
    const table = database.tables.get(tableName(ResourceArn));
    if (!table) throw notFoundError();
    const kept = table.settings.tags.filter(({ Key }) => !TagKeys.includes(Key));
    table.settings = { ...table.settings, tags: kept };
    return {};
  },
);

/** A resource that is not there is answered as one that the caller may not see. */
export const listTagsOfResource = operation<{ ResourceArn?: string }>(
  'ListTagsOfResource',
  listShape,
  (database, { ResourceArn }) => {
    checkArn(ResourceArn);
    const table = database.tables.get(tableName(ResourceArn));
    if (table) return { Tags: table.settings.tags };
    throw modelError(
      'AccessDeniedException',
      `User: arn:aws:iam::${database.location.account}:root is not authorized to perform: ` +
        `dynamodb:ListTagsOfResource on resource: ${ResourceArn}`,
    );
  },
);

function checkArn(arn: string | undefined): asserts arn is string {
  if (arn === undefined || arn === '') throw validationError('Invalid TableArn');
  if (tableName(arn) === arn) throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
}
