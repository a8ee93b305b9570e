/** What differs from run to run, as an application reaches it: by default the machine's own, in a simulation another. */
import { type Logger, plainLogger } from '@millrace/core'
import { type Clock, type Random, type Sockets, systemClock, systemRandom, systemSockets } from '@millrace/core/host'

export interface Host {
  /** Default: one line on standard error for each warning and error. */
  readonly logger: Logger
  /** Where time comes from, and what follows: for tests and simulations. Default: the machine's. */
  readonly clock: Clock
  readonly random: Random
  readonly sockets: Sockets
}

export function machine(): Host {
  return { logger: plainLogger(), clock: systemClock, random: systemRandom, sockets: systemSockets }
}
