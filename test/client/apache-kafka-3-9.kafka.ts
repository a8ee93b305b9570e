/** What is said of our client holds at Apache Kafka 3.9, which has transactions of version 1 only. */
import { clientContract } from './client-contract.ts'
import { kafkaCluster } from './test-cluster.ts'

clientContract(() => kafkaCluster('3.9.1'))
