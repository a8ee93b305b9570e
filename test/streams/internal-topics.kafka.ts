/** Internal topics on Apache Kafka 4.3. */
import { kafkaCluster } from './cluster.ts'
import { internalTopicsContract } from './internal-topics-contract.ts'

internalTopicsContract(kafkaCluster)
