import { Engine } from '../../../lib/memory/engine';
import { ask, engineWithTable } from '../asking';

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
