/** What a broker is made of, as its handlers reach it. */
import type { Clock } from '../host/clock.ts'
import type { Logger } from '../host/logger.ts'
import type { Random } from '../host/random.ts'
import type { DataDirectory } from '../log/data-directory.ts'
import type { BrokerConfig } from './broker-config.ts'
import type { Configuration } from './configs/configuration.ts'
import type { Controls } from './controls/controls.ts'
import type { Fetches } from './fetch/fetches.ts'
import type { Groups } from './groups/groups.ts'
import type { InternalTopics } from './internal-topics.ts'
import type { Metadata } from './metadata/metadata.ts'
import type { Node } from './node.ts'
import type { ServedApi } from './served-api.ts'
import type { Topics } from './topics/topics.ts'
import type { Transactions } from './transactions/transactions.ts'

export interface BrokerParts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  /** What is set, for the broker and for topics; `config` is what of it holds for the broker. */
  readonly configuration: Configuration
  readonly metadata: Metadata
  /** This broker, as others may know it. */
  readonly node: Node
  /** The data directory, as far as it is described to clients. */
  readonly directory: Pick<DataDirectory, 'path' | 'failure' | 'space'>
  readonly topics: Topics
  readonly internalTopics: InternalTopics
  readonly fetches: Fetches
  readonly groups: Groups
  readonly transactions: Transactions
  /** What tests have to say about requests. */
  readonly controls: Controls
  /** All that is served here, by API key. */
  readonly served: ReadonlyMap<number, ServedApi>
}
