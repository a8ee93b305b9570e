/** Beside Java's clients ours does the same at our own broker. */
import { besideJava } from './chapters/beside-java.ts'
import { clientContract } from './client-contract.ts'
import { embeddedCluster } from './test-cluster.ts'

clientContract(embeddedCluster, [besideJava])
