import { m } from '#lib/paraglide/messages.js';
import type { Channel } from './fields.ts';

const names: Record<Channel, () => string> = {
  call: m.channel_call,
  message: m.channel_message,
  online: m.channel_online,
  meeting: m.channel_meeting,
  delivery: m.channel_delivery,
  payment: m.channel_payment,
  other: m.channel_other,
};

/** How a part came, in the reader's language. */
export const channelName = (channel: Channel): string => names[channel]();
