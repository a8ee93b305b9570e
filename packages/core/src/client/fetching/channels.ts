/** Events for whoever observes by `node:diagnostics_channel`; nothing is made for them where nobody listens. */
import { channel } from 'node:diagnostics_channel'

export const channels = {
  /** An answer to Fetch came: `{ broker, partitions, bytes, durationMs, throttleMs }`. */
  fetch: channel('millrace:consumer:fetch'),
  /** A Fetch failed as a whole: `{ broker, error }`. */
  fetchFailed: channel('millrace:consumer:fetch-failed'),
  /** A partition goes on elsewhere than where it stood: a `Reset`. */
  reset: channel('millrace:consumer:reset'),
} as const
