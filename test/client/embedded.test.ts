/** What is said of our client holds at our own broker. */
import { clientContract } from './client-contract.ts'
import { embeddedCluster } from './test-cluster.ts'

clientContract(embeddedCluster)
