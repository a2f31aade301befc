import type { Tracking } from '../client/target';
import { infoOf } from '../entity/observed';
import { beginOperation } from '../observe/beginning';
import { rateOf } from '../observe/rate';
import { type ReadingContext, readTableName } from './context';
import type { ReadPlan } from './plan';

/** Who observes a query or scan that begins, and the rate that it is kept to; undefined where there is neither. */
export function trackingOf(context: ReadingContext, plan: ReadPlan): Tracking | undefined {
  const rate = rateOf('readUnits', plan.readUnits);
  const operation = beginOperation(() => {
    const { kind, indexName: index } = plan.operation;
    const target = { metadata: plan.metadata, tableName: readTableName(context) };
    return infoOf(kind, target, { index, filteredBy: plan.filteredBy() });
  }, 'requests');
  return rate || operation ? { rate, operation } : undefined;
}
