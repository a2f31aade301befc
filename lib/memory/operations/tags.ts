import { tableName } from '../database';
import { operation } from '../operation';
import { modelError, notFoundError, validationError } from '../service-error';
import { invalid } from '../tables/create-validation';
import { type Tag, tags } from '../tables/requests';
import { checkTagConstraints, checkTagCount, checkTags } from '../tables/tags';
import { Constraints } from '../validation/constraints';
import { list, string, structure } from '../validation/shapes';

interface TagResourceRequest {
  readonly ResourceArn?: string;
  readonly Tags?: readonly Tag[];
}

interface UntagResourceRequest {
  readonly ResourceArn?: string;
  readonly TagKeys?: readonly string[];
}

const INDEX_ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+\/index\/[^/]+$/;
const MIN_NAME = 3;
const tagShape = structure('TagResourceInput', { ResourceArn: string, Tags: tags });
const untagShape = structure('UntagResourceInput', { ResourceArn: string, TagKeys: list(string) });
const listShape = structure('ListTagsOfResourceInput', { ResourceArn: string, NextToken: string });

export const tagResource = operation<TagResourceRequest>('TagResource', tagShape, (database, { ResourceArn, Tags }) => {
  requireArn(ResourceArn);
  checkTagged(Tags);
  checkArn(ResourceArn);
  if (Tags.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
  checkTags(Tags);
  const table = database.tables.get(tableName(ResourceArn));
  if (!table) throw notFoundError(`Requested resource not found: ResourcArn: ${ResourceArn} not found`);
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
    checkUntagged(TagKeys);
    checkArn(ResourceArn);
    if (TagKeys.length === 0) throw validationError('Atleast one Tag Key needs to be provided as Input.');
    const table = database.tables.get(tableName(ResourceArn));
    if (!table) throw notFoundError();
    const kept = table.settings.tags.filter(({ Key }) => !TagKeys.includes(Key));
    table.settings = { ...table.settings, tags: kept };
    return undefined;
  },
);

/** A resource that is not there is answered as one that the caller may not see. */
export const listTagsOfResource = operation<{ ResourceArn?: string }>(
  'ListTagsOfResource',
  listShape,
  (database, { ResourceArn }) => {
    requireArn(ResourceArn);
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

function checkTagged(given: readonly Tag[] | undefined): asserts given is readonly Tag[] {
  const constraints = new Constraints().required('tags', given);
  checkTagConstraints(constraints, given);
  constraints.check();
}

function checkUntagged(keys: readonly string[] | undefined): asserts keys is readonly string[] {
  new Constraints().required('tagKeys', keys).check();
}

function requireArn(arn: string | undefined): asserts arn is string {
  if (arn === undefined || arn === '') throw validationError('Invalid TableArn');
}

function checkArn(arn: string): void {
  const name = tableName(arn);
  if (name !== arn && name.length >= MIN_NAME) return;
  if (INDEX_ARN.test(arn)) {
    throw invalid(`Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`);
  }
  throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
}
