/** What every group of a broker shares: time, settings, and the place where it writes things down. */
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { Random } from '../../host/random.ts'
import type { BrokerConfig } from '../broker-config.ts'
import type { Journal } from './journal.ts'

export interface GroupContext {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly journal: Journal
}
