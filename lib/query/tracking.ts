import type { Tracking } from '../client/target';
import { beginOperation } from '../observe/beginning';
import { rateOf } from '../observe/rate';
import { type ReadingContext, readTableName } from './context';
import type { ReadPlan } from './plan';

/** The observers and the rate of a query or scan that begins; undefined without either. */
export function trackingOf(context: ReadingContext, plan: ReadPlan): Tracking | undefined {
  const rate = rateOf('readUnits', plan.readUnits);
  const operation = beginOperation(
    () => {
      const { kind, indexName: index } = plan.operation;
      const { classNames: entity = plan.metadata.className } = context;
      return { operation: kind, entity, table: readTableName(context), index, filteredBy: plan.filteredBy() };
    },
    { timed: 'requests', whole: context.whole },
  );
  return rate || operation ? { rate, operation } : undefined;
}
