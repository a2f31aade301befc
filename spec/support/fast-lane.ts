import { configure } from 'dynact';

// `DYNACT_SPEC_FAST_LANE=off npx jest spec/contract` runs specs beside the lane: what it shows must be the same.
if (process.env.DYNACT_SPEC_FAST_LANE === 'off') configure({ fastLane: false });
