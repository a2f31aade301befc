import { validationError } from '../protocol/service-error';
import { boolean, string, structure } from '../protocol/shapes';
import { checkTableReference, tableConstraints } from '../tables/constraints';
import { operation } from './operation';

interface UpdateTimeToLiveRequest {
  readonly TableName: string;
  readonly TimeToLiveSpecification: { readonly Enabled: boolean; readonly AttributeName: string };
}

/** How long a change takes on the service, in milliseconds. The next change has to wait for it. */
const CHANGE_TIME = 60 * 60 * 1000;

const updateShape = structure('UpdateTimeToLiveInput', {
  TableName: string,
  TimeToLiveSpecification: structure('TimeToLiveSpecification', { Enabled: boolean, AttributeName: string }),
});
const describeShape = structure('DescribeTimeToLiveInput', { TableName: string });

export const updateTimeToLive = operation<UpdateTimeToLiveRequest>(
  'UpdateTimeToLive',
  updateShape,
  (database, request) => {
    const { TableName, TimeToLiveSpecification: specification } = request;
    checkUpdate(request);
    const table = database.namedTable(TableName);
    const { timeToLive: current, timeToLiveSince: changedAt = -Infinity } = table.settings;
    const now = database.clock.now();
    const { Enabled, AttributeName } = specification;
    if (current !== undefined && current !== AttributeName) {
      throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    }
    if (Enabled === (current !== undefined)) {
      throw validationError(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    }
    if (database.timeToLive.isLimited && now - changedAt < CHANGE_TIME) {
      throw validationError('Time to live has been modified multiple times within a fixed interval');
    }
    table.settings = {
      ...table.settings,
      timeToLive: Enabled ? AttributeName : undefined,
      timeToLiveSince: now,
    };
    database.forgetDue();
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  },
);

export const describeTimeToLive = operation<{ TableName: string }>(
  'DescribeTimeToLive',
  describeShape,
  (database, { TableName }) => {
    checkTableReference(TableName);
    const { timeToLive } = database.namedTable(TableName).settings;
    const status = timeToLive === undefined ? 'DISABLED' : 'ENABLED';
    return { TimeToLiveDescription: { TimeToLiveStatus: status, AttributeName: timeToLive } };
  },
);

function checkUpdate({ TableName, TimeToLiveSpecification: specification }: Partial<UpdateTimeToLiveRequest>): void {
  const constraints = tableConstraints(TableName).required('timeToLiveSpecification', specification);
  if (specification) {
    constraints
      .required('timeToLiveSpecification.attributeName', specification.AttributeName)
      .minLength('timeToLiveSpecification.attributeName', specification.AttributeName, 1)
      .maxLength('timeToLiveSpecification.attributeName', specification.AttributeName, 255)
      .required('timeToLiveSpecification.enabled', specification.Enabled);
  }
  constraints.check();
}
