/** Applications on Apache Kafka 4.3. */
import { applicationsContract } from './applications-contract.ts'
import { kafkaCluster } from './cluster.ts'

applicationsContract(kafkaCluster)
