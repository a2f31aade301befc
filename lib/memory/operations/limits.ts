import { operation } from '../operation';
import { structure } from '../validation/shapes';

const ONE_DAY_IN_MINUTES = 24 * 60;

/** The default quotas of an account; nothing here is held to them. */
export const describeLimits = operation('DescribeLimits', structure('DescribeLimitsInput', {}), () => ({
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
}));

export const describeEndpoints = operation(
  'DescribeEndpoints',
  structure('DescribeEndpointsRequest', {}),
  ({ location }) => ({
    Endpoints: [{ Address: `dynamodb.${location.region}.amazonaws.com`, CachePeriodInMinutes: ONE_DAY_IN_MINUTES }],
  }),
);
