import { m } from '#lib/paraglide/messages.js';

/** Where an indicator stands, in the reader's words. */
export const indicatorState = (state: 'proposed' | 'listed' | 'unlisted' | 'expired'): string =>
  ({
    proposed: m.indicator_proposed,
    listed: m.indicator_is_listed,
    unlisted: m.indicator_unlisted,
    expired: m.indicator_expired,
  })[state]();
