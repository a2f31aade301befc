import { Engine } from '../../../lib/engine/engine';
import { ask, engineWithTable, invalid } from '../asking';

const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';
const tag = (Key: string, Value: string) => ({ Key, Value });

describe('tags', () => {
  it('are added, replaced, taken away and listed', () => {
    const engine = engineWithTable({ Tags: [tag('team', 'red')] });
    ask(engine, 'TagResource', { ResourceArn, Tags: [tag('team', 'blue'), tag('stage', 'test')] });
    expect(ask(engine, 'ListTagsOfResource', { ResourceArn })).toEqual({
      Tags: expect.arrayContaining([tag('team', 'blue'), tag('stage', 'test')]),
    });
    ask(engine, 'UntagResource', { ResourceArn, TagKeys: ['team', 'unknown'] });
    expect(ask(engine, 'ListTagsOfResource', { ResourceArn })).toEqual({ Tags: [tag('stage', 'test')] });
  });

  it.each([
    ['TagResource', { Tags: [tag('a', 'b')] }],
    ['UntagResource', { TagKeys: ['a'] }],
    ['ListTagsOfResource', {}],
  ])('%s does not find a table that is not there, or a stream', (operation, request) => {
    const notFound = (arn: string) => ({
      error: 'ResourceNotFoundException',
      message: `Requested resource not found: ResourceArn: ${arn} not found`,
    });
    expect(ask(new Engine(), operation, { ResourceArn, ...request })).toEqual(notFound(ResourceArn));
    const stream = `${ResourceArn}/stream/2026-01-01T00:00:00.000`;
    expect(ask(engineWithTable(), operation, { ...request, ResourceArn: stream })).toEqual(notFound(stream));
  });

  it('are fifty at most, and only those of the service begin with aws:', () => {
    const engine = engineWithTable();
    const tags = (count: number, prefix = 'key') =>
      Array.from({ length: count }, (_, at) => tag(`${prefix}-${at}`, ''));
    const tooMany = invalid('Number of Tags exceed the current limit for the provided ResourceArn');
    expect(ask(engine, 'TagResource', { ResourceArn, Tags: tags(51) })).toEqual(tooMany);
    expect(ask(engine, 'TagResource', { ResourceArn, Tags: tags(50) })).toEqual({});
    expect(ask(engine, 'TagResource', { ResourceArn, Tags: tags(1, 'another') })).toEqual(tooMany);
    expect(ask(engine, 'TagResource', { ResourceArn, Tags: [tag('key-0', 'new')] })).toEqual({});
    expect(ask(engine, 'UntagResource', { ResourceArn, TagKeys: tags(51).map(({ Key }) => Key) })).toEqual(tooMany);
    expect(ask(engine, 'TagResource', { ResourceArn, Tags: [tag('key-1', 'v'.repeat(256))] })).toEqual({});
    expect(ask(engine, 'UntagResource', { ResourceArn, TagKeys: ['k'.repeat(128), 'myaws:foo'] })).toEqual({});
  });

  it.each<[string, object, string]>([
    [
      'TagResource',
      { Tags: undefined },
      "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null",
    ],
    ['TagResource', { Tags: [] }, 'Atleast one Tag needs to be provided as Input.'],
    ['TagResource', { Tags: [tag('', 'red')] }, 'The Tag Key provided is invalid, Key: '],
    ['TagResource', { Tags: [{}] }, 'The Tag Key provided is invalid, Key: null'],
    ['TagResource', { Tags: [tag('team', 'red'), { Key: 'stage' }] }, 'The Tag Value provided is invalid, Value: null'],
    ['TagResource', { Tags: [tag('hi!', 'red')] }, 'The Tag Key provided is invalid, Key: hi!'],
    ['TagResource', { Tags: [tag('team', '100%')] }, 'The Tag Value provided is invalid, Value: 100%'],
    [
      'TagResource',
      { Tags: [tag('k'.repeat(129), 'red')] },
      `The Tag Key provided is invalid, Key: ${'k'.repeat(129)}`,
    ],
    [
      'TagResource',
      { Tags: [tag('team', 'v'.repeat(257))] },
      `The Tag Value provided is invalid, Value: ${'v'.repeat(257)}`,
    ],
    ['TagResource', { Tags: [tag('AWS:team', 'red')] }, 'Tag Key cannot be prefixed with aws:, Key: AWS:team'],
    [
      'TagResource',
      { Tags: [tag('team', 'red'), tag('team', 'blue')] },
      'Duplicate Tag Keys provided as input: Duplicate Tag Key found team',
    ],
    ['UntagResource', { TagKeys: [] }, 'Atleast one Tag Key needs to be provided as Input.'],
    ['UntagResource', { TagKeys: [''] }, 'The Tag Key provided is invalid, Key: '],
    ['UntagResource', { TagKeys: ['aws:team'] }, 'Tag Key cannot be prefixed with aws:, Key: aws:team'],
    [
      'UntagResource',
      { TagKeys: undefined },
      "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
    ],
    [
      'ListTagsOfResource',
      { ResourceArn: `${ResourceArn}/index/by-g` },
      'One or more parameter values were invalid: Invalid resource arn provided, only table or stream is accepted. ' +
        `Provided resource arn: ${ResourceArn}/index/by-g`,
    ],
    [
      'ListTagsOfResource',
      { ResourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/ab' },
      'Invalid TableArn: Invalid ResourceArn provided as input arn:aws:dynamodb:us-east-1:000000000000:table/ab',
    ],
    [
      'ListTagsOfResource',
      { ResourceArn: ResourceArn.replace('us-east-1', 'eu-west-1') },
      'Invalid TableArn: Invalid ResourceArn provided as input arn:aws:dynamodb:eu-west-1:000000000000:table/things',
    ],
    [
      'ListTagsOfResource',
      { ResourceArn: 'things' },
      "One or more parameter values were invalid: ARNs must start with 'arn:': things",
    ],
    [
      'ListTagsOfResource',
      { ResourceArn: `${ResourceArn}/backup/01` },
      `One or more parameter values were invalid: Provided Arn is not a DynamoDB resource arn: ${ResourceArn}/backup/01`,
    ],
  ])('%s refuses %j', (operation, request, message) => {
    expect(ask(engineWithTable(), operation, { ResourceArn, ...request })).toEqual(invalid(message));
  });

  it('have letters of any language', () => {
    const engine = engineWithTable();
    ask(engine, 'TagResource', { ResourceArn, Tags: [tag('équipe à', 'ѮѮ Ѯ')] });
    expect(ask(engine, 'ListTagsOfResource', { ResourceArn })).toEqual({ Tags: [tag('équipe à', 'ѮѮ Ѯ')] });
  });

  it('are those of another account for nobody to see', () => {
    const foreign = { ResourceArn: ResourceArn.replace('000000000000', '123456789012') };
    expect(ask(engineWithTable(), 'ListTagsOfResource', foreign)).toEqual({
      error: 'AccessDeniedException',
      message: 'Access is denied',
    });
  });
});
