import fc from 'fast-check';
import { about, type Request } from './request';

const attributeName = fc.constantFrom('n', 'n', 'n', 'ttl', 'p', '');

/** UpdateTimeToLive and DescribeTimeToLive. */
export const timeToLiveRequest: fc.Arbitrary<Request> = fc.oneof(
  about(
    'UpdateTimeToLive',
    fc.record({ TimeToLiveSpecification: fc.record({ Enabled: fc.boolean(), AttributeName: attributeName }) }),
  ),
  about('DescribeTimeToLive', fc.constant({})),
);
