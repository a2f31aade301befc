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
