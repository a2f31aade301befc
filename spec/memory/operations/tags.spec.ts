import { Engine } from '../../../lib/memory/engine';
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
    ['TagResource', { Tags: [tag('a', 'b')] }, `Requested resource not found: ResourcArn: ${ResourceArn} not found`],
    ['UntagResource', { TagKeys: ['a'] }, 'Requested resource not found'],
  ])('%s words a table that is not there in its own way', (operation, request, message) => {
    expect(ask(new Engine(), operation, { ResourceArn, ...request })).toEqual({
      error: 'ResourceNotFoundException',
      message,
    });
  });

  it.each<[string, object, string]>([
    [
      'TagResource',
      { Tags: undefined },
      "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null",
    ],
    ['TagResource', { Tags: [] }, 'Atleast one Tag needs to be provided as Input.'],
    [
      'TagResource',
      { Tags: [tag('', 'red')] },
      "1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    ],
    [
      'TagResource',
      { Tags: [tag('team', 'red'), { Key: 'stage' }] },
      "1 validation error detected: Value null at 'tags.2.member.value' failed to satisfy constraint: Member must not be null",
    ],
    [
      'TagResource',
      { Tags: [tag('hi!', 'red')] },
      'One or more parameter values were invalid: Tag key has invalid characters: hi!',
    ],
    [
      'TagResource',
      { Tags: [tag('aws:team', 'red')] },
      "One or more parameter values were invalid: Tag keys starting with 'aws:' are reserved: aws:team",
    ],
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
  ])('%s refuses %j', (operation, request, message) => {
    expect(ask(engineWithTable(), operation, { ResourceArn, ...request })).toEqual(invalid(message));
  });

  it('have letters of any language', () => {
    const engine = engineWithTable();
    ask(engine, 'TagResource', { ResourceArn, Tags: [tag('équipe à', 'ѮѮ Ѯ')] });
    expect(ask(engine, 'ListTagsOfResource', { ResourceArn })).toEqual({ Tags: [tag('équipe à', 'ѮѮ Ѯ')] });
  });

  it('belong to a table', () => {
    const missing = { ResourceArn: `${ResourceArn}s` };
    expect(ask(engineWithTable(), 'ListTagsOfResource', missing)).toMatchObject({
      error: expect.stringMatching(/^(ResourceNotFoundException|AccessDeniedException)$/),
    });
    expect(ask(engineWithTable(), 'TagResource', { ResourceArn: 'things', Tags: [tag('a', 'b')] })).toMatchObject({
      error: 'ValidationException',
    });
  });
});
