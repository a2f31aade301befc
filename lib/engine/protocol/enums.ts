/** The values that the members of requests may have, in the order in which the service's messages list them. */
export const CAPACITY_MODES = ['INDEXES', 'TOTAL', 'NONE'];
export const METRICS_MODES = ['SIZE', 'NONE'];
export const RETURN_VALUES = ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'];
export const RETURN_ON_FAILURE = ['ALL_OLD', 'NONE'];
export const CONDITIONAL_OPERATORS = ['OR', 'AND'];
