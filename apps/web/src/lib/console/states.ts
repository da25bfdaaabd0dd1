import { m } from '#lib/paraglide/messages.js';

/** Where an indicator stands, in the reader's words. */
export const indicatorState = (state: 'proposed' | 'listed' | 'unlisted' | 'expired'): string =>
  ({
    proposed: m.desk_indicator_proposed,
    listed: m.desk_indicator_is_listed,
    unlisted: m.desk_indicator_unlisted,
    expired: m.desk_indicator_expired,
  })[state]();
