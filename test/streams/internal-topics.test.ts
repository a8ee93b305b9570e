/** Internal topics on our own broker. */
import { embeddedCluster } from './cluster.ts'
import { internalTopicsContract } from './internal-topics-contract.ts'

internalTopicsContract(embeddedCluster)
