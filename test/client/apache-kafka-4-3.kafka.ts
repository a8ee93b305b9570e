/** What is said of our client holds at Apache Kafka 4.3, also beside Java's clients. */
import { chapters } from './chapters/all.ts'
import { besideJava } from './chapters/beside-java.ts'
import { clientContract } from './client-contract.ts'
import { kafkaCluster } from './test-cluster.ts'

clientContract(() => kafkaCluster(), [...chapters, besideJava])
