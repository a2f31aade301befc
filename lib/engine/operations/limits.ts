import { structure } from '../protocol/shapes';
import { QUOTAS } from '../tables/quotas';
import { operation } from './operation';

const ONE_DAY_IN_MINUTES = 24 * 60;

export const describeLimits = operation('DescribeLimits', structure('DescribeLimitsInput', {}), () => QUOTAS);

export const describeEndpoints = operation(
  'DescribeEndpoints',
  structure('DescribeEndpointsRequest', {}),
  ({ location }, _request, { host = `dynamodb.${location.region}.amazonaws.com` }) => ({
    Endpoints: [{ Address: host, CachePeriodInMinutes: ONE_DAY_IN_MINUTES }],
  }),
);
